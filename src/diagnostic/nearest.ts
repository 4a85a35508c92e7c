import { closest, distance } from 'fastest-levenshtein';

/** Candidates that a mistyped name is compared with at most, and letters that it has at most. */
const mostCandidates = 250;
const longestName = 200;

/**
 * The candidate that a mistyped name most likely stands for: the one with the fewest edits, upper and lower case taken
 * as equal, when at most two in five letters of the longer name (and always one) have to change.
 * Among very many candidates, and for a very long name, none is looked for: each mistake would cost as much as the text is long.
 * @returns null when nothing is close
 * @example nearestName('filtres', ['filters', 'kernel']) // 'filters'
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0 || candidates.length > mostCandidates) return null;
  if (name === '' || name.length > longestName) return null;
  const folded = candidates.map((candidate) => candidate.toLowerCase());
  const best = closest(name.toLowerCase(), folded);
  const candidate = candidates[folded.indexOf(best)]!;
  const edits = distance(name.toLowerCase(), best);
  const allowed = Math.max(1, Math.round(0.4 * Math.max(name.length, candidate.length)));
  return edits <= allowed ? candidate : null;
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
