import { type Diagnostic, hasErrors, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { chartColumns } from '../../table/chart-columns.ts';
import { fixedColumns, tableNames } from '../../table/table-columns.ts';
import type { JsonObject } from '../json.ts';
import { checkAxis, checkSettings } from './check-axis.ts';
import { checkChart, type ViewProblems } from './check-chart.ts';
import type { ChartRows } from './check-chart-fields.ts';
import { checkFigure } from './check-figure.ts';
import { checkWhere } from './check-where.ts';
import { axisConditions, conditionsOf } from './conditions.ts';
import type { Finding } from './reader-problems.ts';
import type { Reads } from './reads.ts';
import { estimatorRows, type RowSource, trainingRows } from './row-source.ts';
import type { StudyAxes } from './study-axes.ts';

const panels = ['none', 'epoch', 'layer', 'model', 'estimator'];

/** What a report's chart and the claims that it names are checked against. */
export interface ReportNames {
  /** Names of the study's claims. */
  readonly claims: readonly string[];
  readonly viewProblems?: ViewProblems | undefined;
}

/** Checks a report in a trial: its `where`, the axes and claims it names, what it draws, and its chart. */
export function checkReport(spec: EntrySpec, reads: Reads, { claims, viewProblems }: ReportNames): Finding[] {
  const named = [
    ...checkSettings(conditionsOf(spec, ['where']), axisConditions(spec, ['where'], reads.axes), reads.axes),
    ...checkNames(spec, reads.axes),
  ];
  const always = [
    ...checkClaims(spec, claims),
    ...checkPlane(spec, reads),
    ...checkOwnChart(spec, reads.axes, viewProblems),
  ];
  const where = reads.meets.where && !reads.estimators.includes(null) ? checkRows(spec, reads) : null;
  return [
    { aspect: 'axes', diagnostics: named },
    { aspect: 'always', diagnostics: always },
    ...(where ? [{ aspect: 'where', diagnostics: where } as const] : []),
  ];
}

function checkRows(spec: EntrySpec, reads: Reads): Diagnostic[] {
  const conditions = conditionsOf(spec, ['where']);
  const sources = drawnRows(spec, reads);
  const found = [...strays(spec), ...checkWhere(conditions, sources)];
  return hasErrors(found) ? found : [...found, ...checkFigure(spec, sources)];
}

function drawnRows(spec: EntrySpec, { estimators, curves }: Reads): readonly RowSource[] {
  if (spec.params?.table === 'claims') return [];
  if (spec.params?.table === 'training' || estimators.length === 0)
    return curves.map((curve) => trainingRows(curve, ['test', 'train']));
  return estimators.flatMap((one) => (one ? [estimatorRows(one)] : []));
}

/** Conditions on columns that the table of claims does not have. */
function strays(spec: EntrySpec): Diagnostic[] {
  const where = valueAt(spec.tree, 'where');
  if (spec.params?.table !== 'claims' || where?.type !== 'map') return [];
  return [...where.entries].map(([name, { key }]) => {
    const message = `the table of claims has no column that ${showValue(name)} could narrow`;
    return problem(
      'where-empty',
      key,
      `${spec.path}.where.${name}`,
      message,
      'remove it, or filter in the chart',
    );
  });
}

function checkNames(spec: EntrySpec, axes: StudyAxes): Diagnostic[] {
  const named = (setting: string, others: readonly string[]) => {
    const node = valueAt(spec.tree, setting);
    if (node?.type !== 'scalar' || typeof node.value !== 'string') return [];
    return checkAxis(node.value, node.origin, `${spec.path}.${setting}`, axes, others);
  };
  const about =
    spec.entry.kind === 'sensitivity-grid' ? [...named('x', ['seed']), ...named('y', ['seed'])] : [];
  return [...named('over', ['seed']), ...named('facet', panels), ...about];
}

/** The information plane has X across and Y up. */
function checkPlane(spec: EntrySpec, { estimators }: Reads): Diagnostic[] {
  if (spec.entry.kind !== 'information-plane') return [];
  const quantityOf = (setting: string) => {
    const node = valueAt(spec.tree, setting);
    const read = estimators.find((one) => node?.type === 'scalar' && one?.name === node.value);
    return { origin: node?.origin ?? spec.key, quantity: String(read?.params?.quantity ?? '') };
  };
  const [x, y] = [quantityOf('x'), quantityOf('y')];
  if (x.quantity === 'I(T;Y)' && y.quantity === 'I(X;T)') {
    const message = '`x` is I(T;Y) and `y` is I(X;T): the plane has I(X;T) across and I(T;Y) up';
    return [problem('value-not-allowed', x.origin, `${spec.path}.x`, message, 'swap `x` and `y`')];
  }
  const wrong = (setting: 'x' | 'y', quantity: string, wanted: string) => {
    const { origin, quantity: found } = setting === 'x' ? x : y;
    if (found !== quantity) return [];
    const message = `\`${setting}\` is ${quantity}, and the plane has ${wanted} there`;
    return [
      problem(
        'value-not-allowed',
        origin,
        `${spec.path}.${setting}`,
        message,
        `name an estimator of ${wanted}`,
      ),
    ];
  };
  return [...wrong('x', 'I(T;Y)', 'I(X;T)'), ...wrong('y', 'I(X;T)', 'I(T;Y)')];
}

/** Claims that a report names have to be in the study. */
function checkClaims(spec: EntrySpec, claims: readonly string[]): Diagnostic[] {
  const list = valueAt(spec.tree, 'claims');
  if (list?.type !== 'seq') return [];
  return list.items.flatMap((item, index) => {
    if (item.type !== 'scalar' || typeof item.value !== 'string' || claims.includes(item.value)) return [];
    const path = `${spec.path}.claims.${index}`;
    const hint = suggestName(item.value, claims, 'claims');
    const message = `there is no claim ${showValue(item.value)}`;
    return [problem('reference-unknown', item.origin, path, message, hint)];
  });
}

function checkOwnChart(spec: EntrySpec, axes: StudyAxes, viewProblems?: ViewProblems): Diagnostic[] {
  const chart = valueAt(spec.tree, 'vegaLite');
  if (!chart || spec.params === null) return [];
  // a column may be of an axis that could not be read
  const rows = axes.complete ? chartRows(spec.params, axes) : null;
  return checkChart(chart, `${spec.path}.vegaLite`, rows, viewProblems);
}

function chartRows({ table = 'estimates' }: JsonObject, { names }: StudyAxes): ChartRows {
  const name = tableNames.find((one) => one === table) ?? 'estimates';
  const axes =
    name === 'claims' ? new Map<string, string>() : chartColumns(name, [...new Set(names.values())]);
  return { table: name, columns: [...fixedColumns(name), ...axes.values()], axes };
}
