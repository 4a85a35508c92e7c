/** Runs of blanks between cells. */
export const blanks: readonly string[] = [' ', '\t'];

const single: readonly (readonly string[])[] = [['\t'], [';'], [',']];

/** The first lines tell; this many bytes hold them. */
const lookedAt = 2 ** 16;

/**
 * What stands between the cells of a text table, by its first two lines that are neither blank nor comments: the first of
 * tab, semicolon and comma that both have equally often outside of quotes, else the first that either has; else blanks where they
 * make two or more cells of the second, and as many of the first or one less (R names its rows).
 */
export function csvSeparators(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, lookedAt));
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, 2)
    .map((line) => line.replaceAll(/"[^"]*"/g, 'x'));
  const [first = '', second = first] = lines;
  const count = (line: string, [separator]: readonly string[]) => line.split(separator!).length - 1;
  const alike = single.find((one) => count(first, one) > 0 && count(first, one) === count(second, one));
  const spaced = (line: string) => line.split(/[ \t]+/).length;
  if (
    alike &&
    !(alike[0] === '\t' && spaced(first) === spaced(second) && count(first, alike) + 1 < spaced(first))
  )
    return alike;
  const any = single.find((one) => count(first, one) > 0 || count(second, one) > 0);
  if (any && any[0] !== '\t') return any;
  const more = spaced(second) - spaced(first);
  return spaced(second) > 1 && (more === 0 || more === 1) ? blanks : (any ?? [',']);
}
