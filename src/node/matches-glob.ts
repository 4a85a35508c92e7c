/** Whether a path has signs that stand for other letters. */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/**
 * Whether a pattern stands for a name: `*` is any letters, also none, `?` one letter (a code point), any other sign itself. A star that has been passed is never
 * opened again, which bounds the work by letters of the pattern times letters of the name; a regular expression of the same
 * meaning takes time that is exponential in the stars.
 * @example matchesGlob('step-*.safetensors', 'step-469.safetensors') // true
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const signs = [...pattern];
  const letters = [...name];
  let sign = 0;
  let at = 0;
  let star = -1;
  let afterStar = 0;
  while (at < letters.length) {
    if (signs[sign] === '*') {
      star = sign++;
      afterStar = at;
    } else if (signs[sign] === '?' || signs[sign] === letters[at]) {
      sign++;
      at++;
    } else if (star >= 0) {
      sign = star + 1;
      at = ++afterStar;
    } else return false;
  }
  while (signs[sign] === '*') sign++;
  return sign === signs.length;
}
