import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { valueAt } from '../document/tree.ts';
import type { EntrySpec } from '../spec/spec.ts';
import { checkAxis, checkWhere } from './check-where.ts';
import { modelsOf, type Readable } from './readable.ts';

/** Checks a report's `where` and `over`. @param axes paths and short names of the matrix axes */
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
  const over = valueAt(spec.tree, 'over');
  if (over?.type !== 'scalar' || typeof over.value !== 'string') return found;
  return [...found, ...checkAxis(over.value, over.origin, `${spec.path}.over`, axes)];
}
