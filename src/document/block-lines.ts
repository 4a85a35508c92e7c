/** One line of YAML outside of brackets that begins a key, a list's item or both; columns count from 0. */
export interface BlockLine {
  /** From 1. */
  readonly line: number;
  /** Offset of the line's first character. */
  readonly start: number;
  /** Columns of the dashes that begin it. */
  readonly dashes: readonly number[];
  /** Column at which the text after the dashes begins. */
  readonly column: number;
  /** The key, as it is written; null where the text has none. */
  readonly key: string | null;
  /** The text after the dashes, or after the key and its colon; empty when the value comes on the next lines. */
  readonly rest: string;
  /** Whether a tab is among the blanks before the text. */
  readonly tab: boolean;
}

const keyPattern =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#{}[\],&*!|>'"%@`](?:[^:#{[]|:(?=\S)|(?<=\S)[#{[])*?)\s*:(?:\s+|$)/;

/** Characters in which a key is looked for. */
const longestKey = 1024;

/**
 * The lines of a text that its indentation is about: without blank lines, comments, texts after `|` and `>`, and what
 * brackets and quotes continue.
 */
export function* blockLines(text: string): Generator<BlockLine> {
  const lines = text.split('\n');
  let start = 0;
  for (let index = 0; index < lines.length; ) {
    const from = index;
    const offset = start;
    const found = readLine(lines[index]!.replace(/\r$/, ''), index + 1, offset);
    start += lines[index++]!.length + 1;
    if (!found) continue;
    const owner = found.dashes[0] ?? found.column;
    const more = /^[|>][-+0-9]*\s*(#.*)?$/.test(found.rest)
      ? textLines(lines, index, owner)
      : continued(lines, from, found);
    for (let left = more; left > 0; left--) start += lines[index++]!.length + 1;
    yield found;
  }
}

function readLine(text: string, line: number, start: number): BlockLine | null {
  const indent = /^[ \t]*/.exec(text)![0];
  if (/^\s*(#|$)/.test(text) || /^(---|\.\.\.)(\s|$)|^%/.test(text)) return null;
  const dashes: number[] = [];
  let column = indent.length;
  for (let dash = dashAt(text, column); dash !== null; dash = dashAt(text, column)) {
    dashes.push(column);
    column += dash;
  }
  const content = withoutComment(text.slice(column));
  const key = keyPattern.exec(content.slice(0, longestKey));
  const rest = (key ? content.slice(key[0].length) : content).replace(/^[&!]\S*\s*/, '').trim();
  return { line, start, dashes, column, key: key?.[1] ?? null, rest, tab: indent.includes('\t') };
}

/** Length of a dash and the blanks after it; null when none begins here. */
function dashAt(text: string, column: number): number | null {
  return /^-(?:\s+|$)/.exec(text.slice(column))?.[0].length ?? null;
}

function withoutComment(text: string): string {
  if (text.startsWith('#')) return '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote) quote = character === quote ? '' : quote;
    else if ((character === '"' || character === "'") && /^[\s[{,]?$/.test(text[at - 1] ?? ''))
      quote = character;
    else if (character === '#' && /\s/.test(text[at - 1] ?? '')) return text.slice(0, at);
  }
  return text;
}

/** How many lines from `index` on belong to a text after `|` or `>`. */
function textLines(lines: readonly string[], index: number, owner: number): number {
  let count = 0;
  while (index + count < lines.length) {
    const line = lines[index + count]!;
    if (line.trim() !== '' && /^ */.exec(line)![0].length <= owner) break;
    count++;
  }
  return count;
}

/** How many lines after that of `found` lie in brackets or quotes that its value opens. */
function continued(lines: readonly string[], from: number, { rest }: BlockLine): number {
  if (!/^["'[{]/.test(rest)) return 0;
  const state = { depth: 0, quote: '' };
  scan(rest, state);
  let count = 0;
  while ((state.depth > 0 || state.quote !== '') && from + count + 1 < lines.length) {
    count++;
    scan(withoutComment(lines[from + count]!), state);
  }
  return count;
}

function scan(text: string, state: { depth: number; quote: string }): void {
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (state.quote === '"' && character === '\\') at++;
    else if (state.quote) state.quote = character === state.quote ? '' : state.quote;
    else if ((character === '"' || character === "'") && /^[\s[{,]?$/.test(text[at - 1] ?? ''))
      state.quote = character;
    else if ('[{'.includes(character)) state.depth++;
    else if (']}'.includes(character)) state.depth--;
  }
}
