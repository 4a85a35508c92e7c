import type { Position, Range, Source } from './diagnostic.ts';
import { displayWidth } from './display-width.ts';
import { printable } from './printable.ts';

const widest = 120;

/** The source line of a range and the carets below it. */
export interface Frame {
  readonly lineNumber: string;
  readonly code: string;
  /** Blanks up to the range, then one caret a column. */
  readonly marker: string;
}

/**
 * Draws the first line of `range`. Tabs become blanks, control characters a replacement mark, and a very long line is
 * cut to the part around the range, so that the carets stand below what they mean in any terminal.
 * @returns null where the text has nothing to show
 */
export function drawFrame(source: Source, range: Range): Frame | null {
  const line = lineAround(source.text, range.start);
  if (line.isBlank) return null;
  const from = Math.min(range.start.column - 1, line.length);
  const sameLine = range.end.line === range.start.line;
  const to = Math.max(from, Math.min(sameLine ? range.end.column - 1 : line.trimmed, line.length));
  const cut = Math.max(0, Math.min(from - 40, line.length - widest));
  const before = printable(line.slice(cut, from));
  const marked = printable(line.slice(from, Math.min(to, cut + widest)));
  const after = printable(line.slice(Math.max(from, Math.min(to, cut + widest)), cut + widest));
  const head = cut > 0 ? '…' : '';
  const tail = line.length > cut + widest ? '…' : '';
  return {
    lineNumber: String(range.start.line),
    code: head + before + marked + after + tail,
    marker: ' '.repeat(displayWidth(head + before)) + '^'.repeat(Math.max(1, displayWidth(marked))),
  };
}

/** As much of the line of a position as a frame can show; the rest of a long line is not looked at. */
function lineAround(text: string, { offset, column }: Position) {
  const start = offset - column + 1;
  const most = Math.max(start + widest, offset + 2 * widest);
  let end = column <= widest ? start : offset;
  while (end < most && end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  const length = end - start;
  return {
    /** Up to where it was looked at. */
    length,
    trimmed: column - 1 + text.slice(offset, end).trimEnd().length,
    isBlank: column <= widest && text.slice(start, end).trim() === '',
    slice: (from: number, to: number) => text.slice(start + from, Math.min(start + to, end)),
  };
}
