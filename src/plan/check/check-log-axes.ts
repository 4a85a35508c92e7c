import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import type { LocatedMap, LocatedNode } from '../../document/tree.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { conditionsOf } from './conditions.ts';
import { iterationsIn, type RowSource } from './row-source.ts';

/** Columns that are 0 before the first update. */
const ofTime = ['epoch', 'iteration'];

/** Warnings for logarithmic axes of a study's own chart on which the row before the first update has no place. */
export function checkLogAxes(spec: EntrySpec, sources: readonly RowSource[]): Diagnostic[] {
  const chart = valueAt(spec.tree, 'vegaLite');
  if (!chart || hasTransforms(chart)) return [];
  const conditions = conditionsOf(spec, ['where']);
  if (!sources.some((source) => iterationsIn(conditions, source, 1)?.[0] === 0)) return [];
  return logAxes(chart, `${spec.path}.vegaLite`).flatMap(({ node, path }) => {
    const field = valueAt(node, 'field');
    if (field?.type !== 'scalar' || !ofTime.includes(String(field.value))) return [];
    const message = `${showValue(field.value)} begins at 0, which has no place on a logarithmic axis`;
    const hint = 'leave the first row out with `where: { from: ... }`, or take `type: symlog`';
    return [problem('where-partial', field.origin, `${path}.field`, message, hint)];
  });
}

interface Axis {
  readonly node: LocatedMap;
  readonly path: string;
}

/** The parts of a chart that put a field on a logarithmic scale. */
function logAxes(node: LocatedNode, path: string): Axis[] {
  if (node.type === 'seq') return node.items.flatMap((item, index) => logAxes(item, `${path}.${index}`));
  if (node.type !== 'map') return [];
  const type = valueAt(valueAt(node, 'scale'), 'type');
  const own = type?.type === 'scalar' && type.value === 'log' ? [{ node, path }] : [];
  return [...own, ...[...node.entries].flatMap(([name, { value }]) => logAxes(value, `${path}.${name}`))];
}

function hasTransforms(node: LocatedNode): boolean {
  if (node.type === 'seq') return node.items.some(hasTransforms);
  if (node.type !== 'map') return false;
  return (
    node.entries.has('transform') || [...node.entries.values()].some(({ value }) => hasTransforms(value))
  );
}
