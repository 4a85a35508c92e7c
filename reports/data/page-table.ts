import type { Json } from '../../src/plan/plan.ts';
import type { Cell, Row } from '../../src/table/columns.ts';

/** A table of the page. */
export interface PageTable {
  /** Unique in the page; names the downloaded file. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly about: string }[];
  readonly rows: readonly Row[];
  /** Rows of the whole table, when not all of them are in the page. */
  readonly total: number;
  /** Significant digits of its numbers; null where they are whole. */
  readonly digits: number | null;
}

/** A whole table for the page; see `fitTables`. */
export function pageTable(
  id: string,
  title: string,
  columns: PageTable['columns'],
  rows: readonly Row[],
): PageTable {
  return { id, title, columns, rows, total: rows.length, digits: null };
}

/** A table column by column, which packs tighter than row by row. */
export function columnwise(table: PageTable): Json {
  return {
    id: table.id,
    names: table.columns.map((column) => column.name),
    values: table.columns.map((column) => table.rows.map((row) => jsonCell(row[column.name]))),
  };
}

/** JSON has no infinity: an order that is infinite is the text `inf`. */
function jsonCell(cell: Cell | undefined): Cell {
  return cell === Number.POSITIVE_INFINITY ? 'inf' : (cell ?? null);
}

/** A cell as people read it: numbers with at most six significant digits. */
export function readable(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number' && !Number.isInteger(cell)) return String(Number(cell.toPrecision(6)));
  return String(cell);
}
