import { CsvError, parse } from 'csv-parse/sync';
import { RunError } from '../../src/node/run-error.ts';
import type { TableColumn } from './columns.ts';
import { type CsvCell, csvCell } from './csv-cell.ts';
import { type CsvRules, splitHeader } from './csv-header.ts';
import { blanks, csvSeparators } from './csv-separators.ts';

/**
 * Reads a text table in UTF-8: a row a line, cells between commas, semicolons, tabs or blanks (whichever the first lines
 * have), in double quotes where they hold one of these. Lines that begin with `#` are comments (numpy.savetxt). A blank
 * line is no row, but in a table of one column it is a row without a value. Without a header the columns are called 0,
 * 1, 2, ...
 *
 * @param name what messages call the file
 * @returns columns of cells: numbers, whole numbers beyond 2^53 and all else as text
 * @throws RunError when a row is shorter or longer than the first, a quote is not closed, or the text is UTF-16
 */
export function readCsv(bytes: Uint8Array, rules: CsvRules, name: string): TableColumn[] {
  refuseUtf16(bytes, name);
  const separators = csvSeparators(bytes);
  const columns: CsvCell[][] = [];
  const take = (found: readonly string[], line: number) => {
    const cells = separators === blanks ? found.filter((cell) => cell !== '') : found;
    if (separators === blanks && cells[0]?.startsWith('#')) return; // an indented comment
    if (columns.length === 0) for (const _ of cells) columns.push([]);
    else if (cells.length !== columns.length) {
      if (cells.join('') === '' && columns.length > 1 && cells.length < 2) return;
      throw uneven(name, line, cells.length, columns.length);
    }
    for (const [at, cell] of cells.entries()) columns[at]!.push(csvCell(cell));
  };
  parseRows(bytes, separators, name, take);
  const rows = columns[0]?.length ?? 0;
  const kept = columns.length === 1 ? rows - blankLinesAtEnd(bytes) : rows;
  if (kept < 1) throw new RunError(`${name} is empty`, { hint: 'write it again' });
  return splitHeader(
    columns.map((cells) => cells.slice(0, kept)),
    rules,
    name,
  );
}

function parseRows(
  bytes: Uint8Array,
  delimiter: readonly string[],
  name: string,
  take: (cells: readonly string[], line: number) => void,
): void {
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      delimiter: [...delimiter],
      record_delimiter: ['\r\n', '\n', '\r'],
      bom: true,
      trim: true,
      comment: '#',
      comment_no_infix: true,
      relax_column_count: true,
      on_record: (cells: string[], { lines }) => {
        if (lines > 1 || cells.join('') !== '') take(cells, lines);
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const [what, hint] =
      cause.code === 'CSV_QUOTE_NOT_CLOSED'
        ? ['a quote is opened and not closed', 'close it; a quote in a quoted cell is written twice']
        : ['a quote stands in the middle of a cell', 'put the whole cell into quotes, with its own twice'];
    throw new RunError(`${name}:${cause.lines ?? 1}: ${what}`, { hint, cause });
  }
}

function uneven(name: string, line: number, found: number, wanted: number): RunError {
  return new RunError(`${name}:${line}: ${found} cells where the first line has ${wanted}`, {
    hint: 'numbers are written with decimal points, names of rows (R) are left out, and a cell with a separator in it stands in double quotes',
  });
}

/** Blank lines after the last row: no values, but how a file ends. */
function blankLinesAtEnd(bytes: Uint8Array): number {
  const end = new TextDecoder('latin1').decode(bytes.subarray(-4096));
  const lines = /(?:\r\n|\n|\r)\s*$/.exec(end)?.[0].match(/\r\n|\n|\r/g)?.length ?? 0;
  return Math.max(0, lines - 1);
}

function refuseUtf16(bytes: Uint8Array, name: string): void {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!marked && !bytes.subarray(0, 64).includes(0)) return;
  throw new RunError(`${name} is UTF-16 text or no text at all; UTF-8 is read`, {
    hint: 'save it as UTF-8 ("CSV UTF-8" in Excel, encoding="utf-8" in Python)',
  });
}
