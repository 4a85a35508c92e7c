import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { type LocatedNode, toPlain } from '../../document/tree.ts';
import { showValue } from '../../spec/wording.ts';
import type { Json } from '../json.ts';
import type { Axis } from './axis.ts';

/** A column that no axis has, in `exclude` or `include`. */
export function unknownColumn(axes: readonly Axis[], column: string, key: Origin, where: string): Diagnostic {
  const columns = axes.flatMap((axis) => axis.columns);
  const hint = suggestName(column, columns, 'axes');
  const message = `the matrix has no axis ${showValue(column)}`;
  return problem('path-unknown', key, `matrix.${where}.${column}`, message, hint);
}

/** A value that an axis does not have. @param cell place of the column on the axis */
export function unknownValue(
  column: string,
  node: LocatedNode,
  axis: Axis,
  cell: number,
  where: string,
): Diagnostic {
  const value = toPlain(node);
  const known: Json[] = axis.values.map(({ cells }) => cells[cell]!);
  const texts = known.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const hint = suggestName(typeof value === 'string' ? value : '', texts, 'its values');
  const message = `the axis ${showValue(column)} has no value ${showValue(value)}`;
  return problem('matrix-invalid', node.origin, `matrix.${where}.${column}`, message, hint);
}
