import { listed } from '../../src/node/listed.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { LabelArray } from './class-labels.ts';
import { counts, hasDecimalComma, isMissing, isWholeText } from './csv-cell.ts';
import type { NdArray } from './nd-array.ts';

/** A column of a table: a value a row, or a list of numbers a row. */
export interface TableColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}

/**
 * The columns that are meant.
 * @param part names of columns, or places counted from 0, or ranges of places (`1-3`, `1-`), with commas between them; all
 *   when left out
 * @param name what messages call the file
 * @param warn told when all are meant and the first seems to be an index
 * @throws RunError when there is no such column, or two of that name
 */
export function chooseColumns(
  columns: readonly TableColumn[],
  part: string | null,
  name: string,
  warn: (message: string) => void,
): readonly TableColumn[] {
  if (part !== null) return part.split(',').flatMap((each) => columnsCalled(each.trim(), columns, name));
  const [first] = columns;
  if (first && columns.length > 1 && looksLikeIndex(first)) {
    const title = first.name === '' ? ', which has no name,' : ` ('${first.name}')`;
    warn(
      `the first column of ${name}${title} is read as a feature, but seems to be an index: ${name}#1- leaves it out`,
    );
  }
  return columns;
}

/** An index as pandas and R write it: without a name, or numbering the rows under a name that says no more. */
function looksLikeIndex({ name, values }: TableColumn): boolean {
  if (name === '' || /^(Unnamed: \d+|__index_level_\d+__)$/.test(name)) return true;
  return values.length > 2 && /^(index|id|row|0)$/i.test(name) && (counts(values, 0) || counts(values, 1));
}

/**
 * Columns of a table as an array, one row a sample; a column of lists gives as many numbers as its lists have.
 *
 * @param name what messages call the file
 * @returns shape (rows, numbers a row), float64
 * @throws RunError when a value is no number
 */
export function columnsArray(columns: readonly TableColumn[], name: string): NdArray {
  const widths = columns.map(({ values }) => numbersOf(values[0]).length || 1);
  const rows = columns[0]?.values.length ?? 0;
  const width = widths.reduce((sum, one) => sum + one, 0);
  const values = new Float64Array(rows * width);
  let first = 0;
  for (const [index, column] of columns.entries()) {
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

/** Columns of a table as labels, one row a sample. */
export function columnsLabels(columns: readonly TableColumn[]): LabelArray {
  const rows = columns[0]?.values.length ?? 0;
  if (columns.length === 1) return { shape: [rows, 1], values: columns[0]!.values };
  const values: unknown[] = [];
  for (let row = 0; row < rows; row += 1) for (const column of columns) values.push(column.values[row]);
  return { shape: [rows, columns.length], values };
}

function columnsCalled(
  wanted: string,
  columns: readonly TableColumn[],
  name: string,
): readonly TableColumn[] {
  const found = columns.filter((column) => column.name === wanted);
  if (found.length === 1) return found;
  if (found.length > 1)
    throw new RunError(`${name} has ${found.length} columns '${wanted}'`, {
      hint: `say their places, counted from 0, such as ${name}#${columns.indexOf(found[0]!)}`,
    });
  const [, from, range, to] = /^(\d+)(-(\d*))?$/.exec(wanted) ?? [];
  const last = range === undefined ? Number(from) : to === '' ? columns.length - 1 : Number(to);
  const chosen = from === undefined ? [] : columns.slice(Number(from), last + 1);
  if (chosen.length > 0 && last < columns.length) return chosen;
  throw new RunError(`${name} has no column '${wanted}'`, {
    hint: `it has ${listed(columns.map((column) => column.name))}`,
  });
}

function notNumbers(name: string, column: TableColumn, row: number, width: number): RunError {
  const value = column.values[row];
  const shown = isMissing(value) && !value ? 'nothing' : `'${String(value).slice(0, 40)}'`;
  const wanted = width === 1 ? 'a number' : `${width} numbers`;
  const hint = hasDecimalComma(value)
    ? 'write numbers with decimal points; decimal commas are not read'
    : isMissing(value)
      ? 'leave samples with missing values out, or fill them in'
      : row === 0 && /^\d+$/.test(column.name)
        ? `leave \`header: no\` (\`--header no\`) out where the first line names the columns, or choose columns of numbers, such as ${name}#1-3`
        : `choose columns of numbers, such as ${name}#a,b`;
  return new RunError(
    `${name}: column '${column.name}' has ${shown} in row ${row} (counted from 0), not ${wanted}`,
    { hint },
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
  return typeof value === 'string' && isWholeText(value) ? Number(value) : null;
}
