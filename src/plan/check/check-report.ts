import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { fixedColumns, tableNames } from '../../table/table-columns.ts';
import type { JsonObject } from '../json.ts';
import { modelsOf, type Readable } from '../resolve/readable.ts';
import { type ChartRows, checkChart, type ViewProblems } from './check-chart.ts';
import { checkAxis, checkWhere } from './check-where.ts';

const panels = ['none', 'epoch', 'layer', 'model', 'estimator'];

/** Checks a report's `where`, the axes and claims it names, and its chart. @param axes paths and short names of the matrix axes */
export function checkReport(
  spec: EntrySpec,
  estimators: readonly (Readable | null)[],
  models: readonly string[],
  axes: ReadonlyMap<string, string>,
  claims: readonly string[],
  viewProblems?: ViewProblems,
): Diagnostic[] {
  const known = estimators.every((estimator) => estimator?.layers);
  const layers =
    known && estimators.length > 0 ? estimators.flatMap((estimator) => estimator?.layers ?? []) : null;
  const rows = estimators.length > 0 ? modelsOf(estimators) : models;
  const found = estimators.includes(null)
    ? []
    : checkWhere(spec, { layers: layers && [...new Set(layers)], models: rows, axes });
  const named = (setting: string, others: readonly string[]) => {
    const node = valueAt(spec.tree, setting);
    if (node?.type !== 'scalar' || typeof node.value !== 'string') return [];
    return checkAxis(node.value, node.origin, `${spec.path}.${setting}`, axes, others);
  };
  const chart = valueAt(spec.tree, 'vegaLite');
  const drawn =
    chart && spec.params !== null
      ? checkChart(chart, `${spec.path}.vegaLite`, chartRows(spec.params, axes), viewProblems)
      : [];
  const about =
    spec.entry.kind === 'sensitivity-grid' ? [...named('x', ['seed']), ...named('y', ['seed'])] : [];
  return [
    ...found,
    ...named('over', ['seed']),
    ...named('facet', panels),
    ...about,
    ...checkClaims(spec, claims),
    ...drawn,
  ];
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

/** An axis of the matrix is a column by the last part of its path. */
function chartRows({ table = 'estimates' }: JsonObject, axes: ReadonlyMap<string, string>): ChartRows {
  const name = tableNames.find((one) => one === table) ?? 'estimates';
  const parts = [...axes.keys(), ...[...axes.values()].map((path) => path.split('.').at(-1)!)];
  return { table: name, columns: [...fixedColumns(name), ...parts] };
}
