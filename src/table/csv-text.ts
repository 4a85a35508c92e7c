import type { ResultTable } from './result-table.ts';

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
  yield lineOf(columns.map(({ name }) => name));
  for (let from = 0; from < length; from += partRows) {
    let text = '';
    for (let row = from; row < Math.min(length, from + partRows); row++)
      text += lineOf(columns.map((column) => column.at(row)));
    yield text;
  }
}

function lineOf(cells: readonly unknown[]): string {
  return `${cells.map(cellText).join(',')}\n`;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
