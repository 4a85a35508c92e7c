import { RunError } from '../../src/node/run-error.ts';
import type { NdArray } from './nd-array.ts';

/** A column of a table: a value a row, or a list of numbers a row. */
export interface TableColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}

/**
 * Columns of a table as an array, one row a sample; a column of lists gives as many numbers as its lists have.
 *
 * @param part names of columns with commas between them; all columns when left out
 * @param name what messages call the file
 * @returns shape (rows, numbers a row), float64
 * @throws RunError when there is no such column, or a value is no number
 */
export function columnsArray(columns: readonly TableColumn[], part: string | null, name: string): NdArray {
  const chosen = part === null ? columns : part.split(',').map((each) => columnCalled(each, columns, name));
  const widths = chosen.map(({ values }) => numbersOf(values[0]).length || 1);
  const rows = chosen[0]?.values.length ?? 0;
  const width = widths.reduce((sum, one) => sum + one, 0);
  const values = new Float64Array(rows * width);
  let first = 0;
  for (const [index, column] of chosen.entries()) {
    for (let row = 0; row < rows; row += 1) {
      const numbers = numbersOf(column.values[row]);
      if (numbers.length !== widths[index] || numbers.includes(null)) {
        throw notNumbers(name, column, row, widths[index]!);
      }
      for (const [at, number] of numbers.entries()) values[row * width + first + at] = number!;
    }
    first += widths[index]!;
  }
  return { shape: [rows, width], values };
}

function columnCalled(wanted: string, columns: readonly TableColumn[], name: string): TableColumn {
  const found = columns.find((column) => column.name === wanted);
  if (found) return found;
  throw new RunError(`${name} has no column '${wanted}'`, {
    hint: `it has ${columns.map((column) => column.name).join(', ')}`,
  });
}

function notNumbers(name: string, column: TableColumn, row: number, width: number): RunError {
  const value = column.values[row];
  const shown = value === null || value === undefined ? 'nothing' : `'${String(value).slice(0, 40)}'`;
  const wanted = width === 1 ? 'a number' : `${width} numbers`;
  return new RunError(
    `${name}: column '${column.name}' has ${shown} in row ${row} (counted from 0), not ${wanted}`,
    {
      hint: `choose columns of numbers, such as ${name}#a,b`,
    },
  );
}

/** The numbers in a value; null for what is none. */
function numbersOf(value: unknown): (number | null)[] {
  if (value !== null && typeof value === 'object' && Symbol.iterator in value) {
    return Array.from(value as Iterable<unknown>, numberOf);
  }
  return [numberOf(value)];
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  return null;
}
