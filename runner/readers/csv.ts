import { RunError } from '../../src/node/run-error.ts';
import { columnsArray } from './columns.ts';
import type { NdArray } from './nd-array.ts';

/**
 * Reads a text table of numbers: one row a sample, columns separated by commas, semicolons or tabs (whichever the first
 * line has), a header line if its cells are not all numbers. Without a header the columns are called 0, 1, 2, ...
 * `nan` and `inf` are numbers; quotes around a cell are taken off.
 *
 * @param part names of columns with commas between them; all when left out
 * @param name what messages call the file
 * @throws RunError when a row is shorter or longer than the first, or a cell is no number
 */
export function readCsv(bytes: Uint8Array, part: string | null, name: string): NdArray {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split(/\r\n|\n|\r/);
  while (lines.at(-1) === '') lines.pop();
  const first = lines[0];
  if (first === undefined) throw new RunError(`${name} is empty`);
  const separator = ['\t', ';', ','].find((one) => first.includes(one)) ?? ',';
  const cells = (line: string) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const head = cells(first);
  const hasHeader = head.some((cell) => numberIn(cell) === null);
  const body = hasHeader ? lines.slice(1) : lines;
  const columns = head.map((cell, at) => ({
    name: hasHeader ? cell : String(at),
    values: new Array<unknown>(body.length),
  }));
  for (const [row, line] of body.entries()) {
    const found = cells(line);
    if (found.length !== head.length) {
      const at = row + (hasHeader ? 2 : 1);
      throw new RunError(`${name}:${at}: ${found.length} cells where the first line has ${head.length}`);
    }
    for (const [at, cell] of found.entries()) columns[at]!.values[row] = numberIn(cell) ?? cell;
  }
  return columnsArray(columns, part, name);
}

function numberIn(cell: string): number | null {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell)) return Number(cell);
  const word = /^([+-]?)(nan|inf|infinity)$/i.exec(cell);
  if (!word) return null;
  if (word[2]!.toLowerCase() === 'nan') return Number.NaN;
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
