import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { valueAt } from '../document/tree.ts';
import type { EntrySpec } from '../spec/spec.ts';
import { checkChart } from './check-chart.ts';
import { checkAxis, checkWhere } from './check-where.ts';
import { modelsOf, type Readable } from './readable.ts';

const panels = ['none', 'epoch', 'layer', 'model', 'estimator'];

/** Checks a report's `where`, `over` and `facet`, and its chart. @param axes paths and short names of the matrix axes */
export function checkReport(
  spec: EntrySpec,
  estimators: readonly (Readable | null)[],
  models: readonly string[],
  axes: ReadonlyMap<string, string>,
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
  const drawn = chart && spec.params !== null ? checkChart(chart, `${spec.path}.vegaLite`) : [];
  return [...found, ...named('over', ['seed']), ...named('facet', panels), ...drawn];
}
