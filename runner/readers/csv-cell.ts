/** A cell of a text table: a number, or the text where it is none or a whole number that a double cannot hold. */
export type CsvCell = number | string;

/** `nan` and `inf` are numbers. */
export function csvCell(cell: string): CsvCell {
  if (/^[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(cell)) {
    const number = Number(cell);
    return isWholeText(cell) && !Number.isSafeInteger(number) ? cell : number;
  }
  const word = /^([+-]?)(nan|inf|infinity)$/i.exec(cell);
  if (!word) return cell;
  if (word[2]!.toLowerCase() === 'nan') return Number.NaN;
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Whether a text is a whole number in digits alone. */
export function isWholeText(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

/** Whether a cell stands for a value that is not there, as pandas, R and spreadsheets write it. */
export function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && missing.test(cell));
}

const missing = /^(|na|n\/a|<na>|null|none|-|\?|#n\/a)$/i;

/** Whether a text is a number with a decimal comma. */
export function hasDecimalComma(cell: unknown): boolean {
  return typeof cell === 'string' && /^[+-]?(\d+|\d{1,3}(\.\d{3})+)?,\d+([eE][+-]?\d+)?$/.test(cell);
}

/** Whether cells are `from`, `from` + 1, `from` + 2, ... */
export function counts(cells: ArrayLike<unknown>, from: number): boolean {
  for (let at = 0; at < cells.length; at++) if (cells[at] !== from + at) return false;
  return true;
}
