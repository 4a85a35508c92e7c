import { RunError } from '../../src/node/run-error.ts';
import type { TableColumn } from './columns.ts';
import { type CsvCell, counts, hasDecimalComma, isMissing, isWholeText } from './csv-cell.ts';

/** Whether the first line of a text table names its columns. */
export type HeaderRule = 'auto' | 'yes' | 'no';

/** How a table of text is read. */
export interface CsvRules {
  /** Whether the first line names the columns; `auto` looks at the cells. */
  readonly header: HeaderRule;
  /** How a user says it, such as `--header`, before `yes` or `no`. */
  readonly headerOption: string;
  /** Told what was guessed and may be wrong. */
  readonly warn: (message: string) => void;
}

/**
 * Takes the header off. By itself a first line is a header when it has a text that no later cell of its column has, where
 * numbers and values that are missing are no text. What may as well be otherwise is told.
 * @param columns all cells, the first line's included
 * @throws RunError when a header is asked for and there is nothing else
 */
export function splitHeader(
  columns: readonly (readonly CsvCell[])[],
  rules: CsvRules,
  name: string,
): TableColumn[] {
  const isGuess = rules.header === 'auto';
  const hasHeader = isGuess ? looksNamed(columns) : rules.header === 'yes';
  if (isGuess) tellDoubts(columns, hasHeader, name, rules);
  if (!hasHeader) return columns.map((values, at) => ({ name: String(at), values }));
  if (columns[0]!.length < 2) throw new RunError(`${name} has a line of names and no rows`);
  return columns.map(([title, ...values]) => ({ name: String(title), values }));
}

function looksNamed(columns: readonly (readonly CsvCell[])[]): boolean {
  const texts = columns.filter(([first]) => isText(first));
  if (texts.length === 0) return isNumberedHeader(columns.map(([first]) => first));
  const isNew = ([first, ...rest]: readonly CsvCell[]) => !rest.includes(first!);
  const aboveNumbers = ([, ...rest]: readonly CsvCell[]) => rest.some((cell) => typeof cell === 'number');
  return texts.some((cells) => isNew(cells) && aboveNumbers(cells)) || texts.every(isNew);
}

function isText(cell: unknown): boolean {
  return typeof cell === 'string' && !isMissing(cell) && !isWholeText(cell) && !hasDecimalComma(cell);
}

/** `,0,1,2`: how pandas numbers columns beside an index without a name. */
function isNumberedHeader(first: readonly unknown[]): boolean {
  return first.length > 1 && first[0] === '' && counts(first.slice(1), 0);
}

function tellDoubts(
  columns: readonly (readonly CsvCell[])[],
  hasHeader: boolean,
  name: string,
  { headerOption, warn }: CsvRules,
): void {
  const first = columns.map(([cell]) => cell);
  const shown = first.slice(0, 4).join(', ') + (first.length > 4 ? ', ...' : '');
  const say = `say ${headerOption} yes or ${headerOption} no`;
  const numbers = first.filter((cell) => typeof cell === 'number');
  if (!hasHeader && isCount(columns, first)) {
    warn(`the first line of ${name} (${shown}) is read as a sample, but it may number the columns: ${say}`);
  }
  if (hasHeader && numbers.length > 0 && !counts(numbers, 0)) {
    warn(
      `the first line of ${name} (${shown}) is read as the columns' names, but it may be a sample: ${say}`,
    );
  }
}

/** 0, 1, 2, ...; of one column 0 above numbers that are not whole, since labels begin so too. */
function isCount(columns: readonly (readonly CsvCell[])[], first: readonly unknown[]): boolean {
  if (!counts(first, 0)) return false;
  return first.length > 1 || columns[0]!.some((cell) => !Number.isInteger(cell));
}
