import { type Diagnostic, hasErrors, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { fixedColumns, tableNames } from '../../table/table-columns.ts';
import type { JsonObject } from '../json.ts';
import { checkAxis, checkSettings } from './check-axis.ts';
import { type ChartRows, checkChart, type ViewProblem } from './check-chart.ts';
import { checkFigure } from './check-figure.ts';
import { checkWhere } from './check-where.ts';
import { axisConditions, conditionsOf } from './conditions.ts';
import type { Finding } from './reader-problems.ts';
import type { Reads } from './reads.ts';
import { estimatorRows, type RowSource, trainingRows } from './row-source.ts';
import type { StudyAxes } from './study-axes.ts';

const panels = ['none', 'epoch', 'layer', 'model', 'estimator'];

/** What a report's chart and the claims that it names are checked against. */
export interface ReportContext {
  /** Names of the study's claims. */
  readonly claims: readonly string[];
  readonly viewProblem?: ViewProblem | undefined;
}

/** Checks a report in a trial: its `where`, the axes and claims it names, what it draws, and its chart. */
export function checkReport(
  spec: EntrySpec,
  reads: Reads,
  { claims, viewProblem }: ReportContext,
): Finding[] {
  const always = [
    ...checkSettings(conditionsOf(spec, ['where']), axisConditions(spec, ['where'], reads.axes), reads.axes),
    ...checkNames(spec, reads.axes),
    ...checkClaims(spec, claims),
    ...checkOwnChart(spec, reads.axes, viewProblem),
  ];
  const where = reads.meets.where && !reads.estimators.includes(null) ? checkRows(spec, reads) : null;
  return [
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

function checkOwnChart(spec: EntrySpec, axes: StudyAxes, viewProblem?: ViewProblem): Diagnostic[] {
  const chart = valueAt(spec.tree, 'vegaLite');
  if (!chart || spec.params === null) return [];
  return checkChart(chart, `${spec.path}.vegaLite`, chartRows(spec.params, axes), viewProblem);
}

/** An axis of the matrix is a column by the last part of its path. */
function chartRows({ table = 'estimates' }: JsonObject, { names }: StudyAxes): ChartRows {
  const name = tableNames.find((one) => one === table) ?? 'estimates';
  const parts = [...names.keys(), ...[...names.values()].map((path) => path.split('.').at(-1)!)];
  return { table: name, columns: [...fixedColumns(name), ...parts] };
}
