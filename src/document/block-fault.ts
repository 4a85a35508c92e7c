import { type BlockLine, blockLines } from './block-lines.ts';

/** What is wrong with the lines of a text, where. */
export interface YamlFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string;
}

/** A map or a list whose entries begin in one column. */
interface Level {
  readonly column: number;
  readonly list: boolean;
  count: number;
  /** Its first entry. */
  readonly first: BlockLine;
}

/**
 * The first line of a text that does not fit those before it: a tab, a column in which nothing begins, a list's item among
 * keys, a key without its colon. It is asked only of texts that the parser refuses: what it knows of YAML is what studies use.
 * @returns null when all lines fit
 */
export function blockFault(text: string): YamlFault | null {
  const levels: Level[] = [];
  const lines = [...blockLines(text)];
  let before: BlockLine | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.tab) return tabFault(line, text);
    if (line.dashes.length === 0 && line.key === null) {
      if (lacksColon(line, levels.at(-1), lines[index + 1])) return colonFault(line);
      continue;
    }
    for (const entry of entriesOf(line)) {
      const open = entry.nested || before === null || before.rest === '';
      const fault = enter(levels, entry, open, lines);
      if (fault) return fault;
    }
    before = line;
  }
  return null;
}

interface Entry {
  readonly line: BlockLine;
  readonly column: number;
  readonly list: boolean;
  /** Whether a dash stands before it on its line. */
  readonly nested: boolean;
}

/** The items and the key that a line begins, the outermost first. */
function entriesOf(line: BlockLine): Entry[] {
  const items = line.dashes.map((column, index) => ({ line, column, list: true, nested: index > 0 }));
  if (line.key === null) return items;
  return [...items, { line, column: line.column, list: false, nested: items.length > 0 }];
}

/**
 * Puts an entry into the level of its column.
 * @param open whether the entry before it has no value yet
 * @param lines all lines: of two columns, one of which is wrong, the right one is where more lines begin
 */
function enter(levels: Level[], entry: Entry, open: boolean, lines: readonly BlockLine[]): YamlFault | null {
  const { line, column, list } = entry;
  const top = levels.at(-1);
  const push = () => void levels.push({ column, list, count: 1, first: line });
  if (!top || (open && (column > top.column || (list && column === top.column && !top.list)))) {
    push();
    return null;
  }
  if (column > top.column) return deeper(entry, top, lines);
  let popped: Level | null = null;
  while (levels.length > 0 && levels.at(-1)!.column > column) popped = levels.pop()!;
  const level = levels.at(-1);
  if (!level || level.column < column) return between(entry, level, popped, lines);
  if (level.list && !list) {
    const outer = levels.at(-2);
    if (outer?.column === column && !outer.list) {
      levels.pop();
      outer.count++;
      return null;
    }
  }
  if (level.list !== list) return mixed(entry, level);
  level.count++;
  return null;
}

function tabFault({ start }: BlockLine, text: string): YamlFault {
  const tab = text.indexOf('\t', start);
  return {
    start: tab,
    end: tab + 1,
    message: 'a tab indents this line',
    hint: 'indent with spaces',
  };
}

/** A line below a value that is there already. */
function deeper(entry: Entry, top: Level, lines: readonly BlockLine[]): YamlFault {
  const { line } = entry;
  if (isOdd(top, entry, lines)) return oddOne(top, entry);
  const message = `${nameOf(line)} is indented further than the entry before it, which has its value already`;
  return { ...rangeOf(line), message, hint: `begin it in column ${top.column + 1}, as the entry before it` };
}

/** A line in a column in which nothing above it begins. */
function between(
  entry: Entry,
  level: Level | undefined,
  popped: Level | null,
  lines: readonly BlockLine[],
): YamlFault {
  const { line, column } = entry;
  const near = [popped, level].filter((one) => one !== null && one !== undefined);
  const odd = near.find((one) => isOdd(one, entry, lines));
  if (odd) return oddOne(odd, entry);
  const columns = near.map((one) => one.column + 1);
  const message = `${nameOf(line)} begins in column ${column + 1}, where nothing above it begins`;
  return { ...rangeOf(line), message, hint: `begin it in column ${columns.join(' or ')}` };
}

/** Whether the one entry of a level stands wrong rather than the entry after it: by the lines in their columns, or by odd columns. */
function isOdd(level: Level, { column }: Entry, lines: readonly BlockLine[]): boolean {
  const begin = (at: number) => lines.filter((line) => line.column === at || line.dashes.includes(at)).length;
  const more = begin(column) - begin(level.column) || (level.column % 2) - (column % 2);
  return level.count === 1 && level.column > 0 && more > 0;
}

/** The one entry of a map that stands in another column than all that follow. */
function oddOne({ first, column }: Level, { column: expected }: Entry): YamlFault {
  const message = `${nameOf(first)} begins in column ${column + 1}, and what follows it in column ${expected + 1}`;
  return { ...rangeOf(first), message, hint: 'entries of one map begin in one column' };
}

function mixed({ line, list }: Entry, level: Level): YamlFault {
  if (list) {
    const message = 'a list item stands among the keys of a map';
    return { ...dashRange(line), message, hint: 'remove the `-`, or put the list below a key of its own' };
  }
  if (level.count === 1) {
    const message = `this \`-\` begins a list, but line ${line.line} goes on with a key`;
    return { ...dashRange(level.first), message, hint: 'remove the `-`, or begin each item with one' };
  }
  const message = `${nameOf(line)} stands among the items of a list`;
  return { ...rangeOf(line), message, hint: 'begin it with `- `, or in the column of the keys of an item' };
}

const lonelyWord = /^([A-Za-z][\w.-]*)(\s*[[{].*)?$/;
const joinedKey = /^([A-Za-z][\w.-]*:)(?=[^\s:/])/;

/** Whether a line without a colon can only be a key: brackets follow the word, or it stands where keys do. */
function lacksColon(
  { rest, column }: BlockLine,
  level: Level | undefined,
  next: BlockLine | undefined,
): boolean {
  const word = lonelyWord.exec(rest);
  if (!word) return joinedKey.test(rest);
  const deeperKey = next !== undefined && next.key !== null && next.column > column;
  return word[2] !== undefined || column === level?.column || deeperKey;
}

function colonFault({ start, column, rest }: BlockLine): YamlFault {
  const from = start + column;
  const joined = joinedKey.exec(rest)?.[1];
  if (joined !== undefined) {
    const message = `a space is missing after \`${joined}\``;
    return { start: from, end: from + joined.length, message, hint: 'a key ends in a colon and a space' };
  }
  const name = lonelyWord.exec(rest)![1]!;
  const message = `a \`:\` is missing after \`${name}\``;
  return { start: from, end: from + name.length, message, hint: `write \`${name}:\`` };
}

function nameOf({ key, dashes }: BlockLine): string {
  return dashes.length > 0 || key === null ? 'this item' : `\`${key}\``;
}

function rangeOf(line: BlockLine): { readonly start: number; readonly end: number } {
  const [dash] = line.dashes;
  if (dash !== undefined) return dashRange(line);
  const start = line.start + line.column;
  return { start, end: start + (line.key ?? line.rest).length };
}

function dashRange({ start, dashes }: BlockLine): { readonly start: number; readonly end: number } {
  const at = start + (dashes[0] ?? 0);
  return { start: at, end: at + 1 };
}
