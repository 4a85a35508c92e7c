import type { Cell } from '../../src/table/columns.ts';
import type { EstimateRow } from '../contract/estimator.ts';

/**
 * The rows of an estimator by column, as they travel between threads: names go once, not with every row, and so does a cell
 * that is the same in all rows.
 */
export type PackedRows =
  | {
      readonly layers: readonly (number | null)[];
      readonly columns: readonly PackedColumn[];
    }
  | { readonly rows: readonly EstimateRow[] };

type PackedColumn =
  | { readonly name: string; readonly same: Cell }
  | { readonly name: string; readonly cells: readonly Cell[] };

/** Rows of other columns than the first one's travel as they are. */
export function packRows(rows: readonly EstimateRow[]): PackedRows {
  const names = Object.keys(rows[0]?.cells ?? {});
  if (rows.length < 2 || !rows.every(({ cells }) => hasColumns(cells, names))) return { rows };
  const columns = names.map((name): PackedColumn => {
    const cells = rows.map((row) => row.cells[name]!);
    return cells.every((cell) => Object.is(cell, cells[0])) ? { name, same: cells[0]! } : { name, cells };
  });
  return { layers: rows.map(({ layer }) => layer), columns };
}

/** The rows again, with the columns in their order. */
export function unpackRows(packed: PackedRows): readonly EstimateRow[] {
  if ('rows' in packed) return packed.rows;
  const { layers, columns } = packed;
  return layers.map((layer, at) => {
    const cells: Record<string, Cell> = {};
    for (const column of columns) cells[column.name] = 'same' in column ? column.same : column.cells[at]!;
    return { layer, cells };
  });
}

function hasColumns(cells: EstimateRow['cells'], names: readonly string[]): boolean {
  let at = 0;
  for (const name in cells) if (names[at++] !== name) return false;
  return at === names.length;
}
