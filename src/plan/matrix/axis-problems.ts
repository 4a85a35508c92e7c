import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { type LocatedNode, toPlain } from '../../document/tree.ts';
import { showValue } from '../../spec/wording.ts';
import type { StudyAxis } from './axis.ts';

/** A column that no axis has, in `exclude` or `include`. @param columns those there are */
export function unknownColumn(
  columns: readonly string[],
  column: string,
  key: Origin,
  where: string,
): Diagnostic {
  const hint = suggestName(column, columns, 'axes');
  const message = `the matrix has no axis ${showValue(column)}`;
  return problem('path-unknown', key, `matrix.${where}.${column}`, message, hint);
}

/** A value that an axis does not have. @param known the values that it has, as `valueTexts` */
export function unknownValue(
  column: string,
  node: LocatedNode,
  known: readonly string[],
  where: string,
): Diagnostic {
  const value = toPlain(node);
  const hint = suggestName(typeof value === 'string' ? value : '', known, 'its values');
  const message = `the axis ${showValue(column)} has no value ${showValue(value)}`;
  return problem('matrix-invalid', node.origin, `matrix.${where}.${column}`, message, hint);
}

/** The values of one of an axis' columns as texts. @param cell place of the column on the axis */
export function valueTexts({ values }: StudyAxis, cell: number): string[] {
  return values.map(({ cells }) => {
    const value = cells[cell]!;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
