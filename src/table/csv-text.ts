import type { Cell } from './columns.ts';
import type { ResultTable } from './result-table.ts';
import type { TableColumn } from './table-column.ts';

/** Rows of a part: what one is made of stays, where V8 tidies up while it is made, until it next goes through all of its memory. */
const partRows = 16;

/**
 * A table as CSV, in parts of a few rows: the columns' names, then a line a row, each ended by a line feed. An absent cell is empty; a text
 * with a comma, quote or line break stands in quotes, its own quotes doubled.
 */
export function* csvText({ columns, length }: ResultTable): Generator<string> {
  const cells = columns.map(cellText);
  const header = columns.map(({ name }) => quoted(name)).join(',');
  for (let offset = 0; offset === 0 || offset < length; offset += partRows) {
    let text = offset === 0 ? `${header}\n` : '';
    const end = Math.min(length, offset + partRows);
    for (let row = offset; row < end; row++) {
      for (let i = 0; i < cells.length; i++) text += i === 0 ? cells[i]!(row) : `,${cells[i]!(row)}`;
      text += '\n';
    }
    yield text;
  }
}

/** The cell of a row as text; each of a column's texts is looked at once. */
function cellText(column: TableColumn): (row: number) => string {
  if (column.type !== 'text') return (row) => String(column.at(row) ?? '');
  const known = new Map<Cell, string>([[null, '']]);
  return (row) => {
    const cell = column.at(row);
    const before = known.get(cell);
    if (before !== undefined) return before;
    const text = quoted(String(cell));
    known.set(cell, text);
    return text;
  };
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
