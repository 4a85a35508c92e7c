import type { Position, Range } from './diagnostic.ts';

/** Turns offsets of one text into lines and columns. */
export interface Locator {
  position(offset: number): Position;
  range(start: number, end: number): Range;
}

/** Finds the lines of `text` once; a line ends with LF, CR LF or CR. */
export function locate(text: string): Locator {
  const starts = lineStarts(text);
  const position = (offset: number): Position => {
    const bounded = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= bounded) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: bounded - starts[low]! + 1, offset: bounded };
  };
  return {
    position,
    range: (start, end) => ({ start: position(start), end: position(Math.max(start, end)) }),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const found of text.matchAll(/\r\n|\n|\r/g)) starts.push(found.index + found[0].length);
  return starts;
}
