import type { Cell } from '../../src/table/columns.ts';
import { pack } from './pack.ts';
import { columnwise, type PageTable } from './page-table.ts';
import { thinTable } from './thin-table.ts';

/** Rows from which on a table is thinned before its size is looked at. */
const mostRows = 60_000;
/** Significant digits of numbers where a page's tables have no room for all. */
const fewestDigits = 7;
/** Turns in which tables are made smaller: what their rows weigh is known about. */
const mostTurns = 4;

export interface FittedTables {
  /** In the order of those given. */
  readonly tables: readonly PageTable[];
  /** All of them in the form in which they lie in the page. */
  readonly packed: string;
}

/**
 * Tables that together take no more than about `room` letters of the page: as they are if that is enough; else with numbers of seven significant
 * digits; else also with a part of the rows, of the largest tables first.
 */
export function fitTables(tables: readonly PageTable[], room: number): FittedTables {
  const few = tables.map((table) => thinTable(table, mostRows));
  const whole = packTables(few);
  if (whole.length <= room) return { tables: few, packed: whole };
  let fitted = few.map(rounded);
  let packed = packTables(fitted);
  for (let turn = 0; turn < mostTurns && packed.length > room; turn++) {
    const sizes = fitted.map((table) => packTables([table]).length);
    const most = largestAllowed(sizes, room);
    // the first turn would often end a few letters above
    fitted = fitted.map((table, at) =>
      sizes[at]! > most
        ? thinTable(table, Math.floor((0.95 * table.rows.length * most) / sizes[at]!))
        : table,
    );
    packed = packTables(fitted);
  }
  return { tables: fitted, packed };
}

function packTables(tables: readonly PageTable[]): string {
  return pack(tables.map(columnwise));
}

/** The size to which the largest are cut so that all come to `room`. */
function largestAllowed(sizes: readonly number[], room: number): number {
  const ascending = [...sizes].sort((a, b) => a - b);
  let left = room;
  for (const [at, size] of ascending.entries()) {
    const share = left / (ascending.length - at);
    if (size > share) return share;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

/** A table whose numbers have seven significant digits; the same where they have no more. */
function rounded(table: PageTable): PageTable {
  let shorter = false;
  const short = (cell: Cell): Cell => {
    if (typeof cell !== 'number') return cell;
    const value = Number(cell.toPrecision(fewestDigits));
    shorter ||= value !== cell && Number.isFinite(cell);
    return value;
  };
  const names = table.columns.map(({ name }) => name);
  const rows = table.rows.map((row) =>
    Object.fromEntries(names.map((name) => [name, short(row[name] ?? null)])),
  );
  return shorter ? { ...table, rows, digits: fewestDigits } : table;
}
