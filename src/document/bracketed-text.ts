/**
 * A text as its writer meant it that YAML ends too early inside brackets, such as `I(X,T)` or `I(X;{Ti,Tj})`.
 * @param start where it begins in the source
 * @returns the text on this line up to where its own brackets are closed; null when it has none or they stay open
 */
export function textWithBrackets(source: string, start: number): string | null {
  const [line = ''] = source.slice(start).split(/[\r\n]/, 1);
  let depth = 0;
  let deepest = 0;
  let end = 0;
  for (; end < line.length; end++) {
    const character = line[end]!;
    if (depth === 0 && ',}]'.includes(character)) break;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    deepest = Math.max(deepest, depth);
  }
  return depth === 0 && deepest > 0 ? line.slice(0, end).trimEnd() : null;
}

/** Where the plain text inside brackets begins that a character of it, such as a `{`, has ended. */
export function textStart(source: string, character: number): number {
  const line = source
    .slice(0, character)
    .split(/[\r\n]/)
    .at(-1)!;
  const before = /^.*(?:[,{[]|:\s)\s*/.exec(line)?.[0] ?? '';
  return character - line.length + before.length;
}
