import { closest, distance } from 'fastest-levenshtein';

/** Candidates that a mistyped name is compared with at most, and letters that it has at most. */
const mostCandidates = 250;
const longestName = 200;

/** A name without what people write in many ways: upper case, `-`, `_` and blanks. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/**
 * The candidate that a mistyped name most likely stands for: the one with the fewest edits, upper and lower case and hyphens
 * taken as equal, when at most one in three letters of the longer name (and always one) have to change, or the letters are the
 * same in another order. A name never stands for its opposite.
 * Among very many candidates, and for a very long name, none is looked for: each mistake would cost as much as the text is long.
 * @returns null when nothing is close
 * @example nearestName('filtres', ['filters', 'kernel']) // 'filters'
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  if (candidates.length > mostCandidates || name.length > longestName) return null;
  const wanted = foldName(name);
  const possible = candidates.filter((candidate) => direction(name) * direction(candidate) >= 0);
  if (possible.length === 0 || wanted === '') return null;
  const folded = possible.map(foldName);
  const best = closest(wanted, folded);
  const edits = distance(wanted, best);
  const sameLetters = lettersOf(wanted) === lettersOf(best);
  const allowed = sameLetters ? 2 : Math.max(1, Math.floor(Math.max(wanted.length, best.length) / 3));
  return edits <= allowed ? possible[folded.indexOf(best)]! : null;
}

function lettersOf(name: string): string {
  return [...name].sort().join('');
}

const up = /increas|great|larg|bigg|more|high|above|rise|rising|grow|upper|most|max|ascend/;
const down = /decreas|small|less|low|below|fall|drop|shrink|least|min|descend/;

/** Which way a name points: 1 up, -1 down, 0 neither; `non-` turns it round. */
function direction(name: string): number {
  const folded = foldName(name);
  const way = Number(up.test(folded)) - Number(down.test(folded));
  return /^(non|not|no|never)(?=in|de|gr|sm|le|mo)/.test(folded) ? -way : way;
}

/**
 * What to do about an unknown name: the nearest candidate, or all of them when there are few.
 * @param what plural noun for the candidates, such as `models`
 */
export function suggestName(name: string, candidates: readonly string[], what: string): string | undefined {
  const nearest = nearestName(name, candidates);
  if (nearest !== null) return `did you mean \`${nearest}\`?`;
  if (candidates.length === 0) return `there are no ${what}`;
  const most = candidates.length <= 15 ? 15 : 12;
  const shown = candidates.slice(0, most).map((candidate) => `\`${candidate}\``);
  const rest = candidates.length > shown.length ? `, and ${candidates.length - shown.length} more` : '';
  return `${what}: ${shown.join(', ')}${rest}`;
}
