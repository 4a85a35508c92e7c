import type { Cell } from './columns.ts';
import type { ResultTable } from './result-table.ts';
import type { TableColumn } from './table-column.ts';

/**
 * Rows of a part. V8 keeps texts above 128 kB until it goes through all of its memory, and what a part is made of with them: parts
 * of a thousand rows cost a million rows 125 MB.
 */
const partRows = 64;

/**
 * A table as CSV, in parts of a few rows: the columns' names, then a line a row, each ended by a line feed. Absent cells are empty; those with a
 * quotation mark, comma or line break are quoted (RFC 4180).
 */
export function* csvText({ columns, length }: ResultTable): Generator<string> {
  yield `${columns.map(({ name }) => cellText(name)).join(',')}\n`;
  for (let from = 0; from < length; from += partRows) {
    const to = Math.min(length, from + partRows);
    const texts = columns.map((column) => columnTexts(column, from, to));
    let part = '';
    for (let row = 0; row < to - from; row++) part += `${texts.map((cells) => cells[row]).join(',')}\n`;
    yield part;
  }
}

/** The cells of some rows as they stand in the file. */
function columnTexts(column: TableColumn, from: number, to: number): readonly string[] {
  const cells: Cell[] = [];
  let numbers = true;
  for (let row = from; row < to; row++) {
    const cell = column.at(row);
    cells.push(cell);
    numbers &&= cell === null || (typeof cell === 'number' && Number.isFinite(cell));
  }
  return numbers ? numberTexts(cells) : cells.map(cellText);
}

/**
 * Finite numbers and absent cells. V8 keeps the last 16,000 texts that `String` makes of numbers, so that they outlive the garbage of their
 * rows: 119 MB of a million rows. Those that JSON is made of are not kept.
 */
function numberTexts(cells: readonly Cell[]): readonly string[] {
  return JSON.stringify(cells)
    .slice(1, -1)
    .split(',')
    .map((text) => (text === 'null' ? '' : text));
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
