import { foldName, nearestName, suggestName } from '../diagnostic/nearest.ts';
import { otherWords, type PlaceWords } from './other-words.ts';
import { joinWords } from './wording.ts';

/**
 * What to do about a word that a place of a study does not know: what it is called here, if other tools use it; the same
 * quantity in another order; the name that is spelt most like it; else all names.
 * @param what plural noun for the candidates, such as `keys`
 * @param place such as `keys of training`, as `other-words` has them
 */
export function suggestWord(
  word: string,
  candidates: readonly string[],
  what: string,
  place: string,
): string | undefined {
  return meantBy(word, candidates, place) ?? suggestName('', candidates, what);
}

/** The same where nothing need be said when no name is like the word. */
export function meantBy(word: string, candidates: readonly string[], place: string): string | undefined {
  const known = otherWords[place];
  const advice = known && adviceFor(word, known);
  if (advice !== undefined) return advice;
  const names = otherNames(word, candidates, place);
  if (names.length > 0) return didYouMean(names);
  if (known?.none !== undefined && holds(known.none, word)) return undefined;
  const near = isQuantity(word) ? sameQuantity(word, candidates) : nearestName(word, candidates);
  return near === null ? undefined : didYouMean([near]);
}

/** The names of a place that a word of another tool stands for. */
export function otherNames(word: string, candidates: readonly string[], place: string): readonly string[] {
  const known = otherWords[place];
  return known ? namesFor(word, known).filter((name) => candidates.includes(name)) : [];
}

/** Names in a question. */
export function didYouMean(names: readonly string[]): string {
  const marked = names.map((name) => `\`${name}\``);
  return `did you mean ${joinWords(marked, 'or')}?`;
}

function adviceFor(word: string, { advice = {} }: PlaceWords): string | undefined {
  return Object.entries(advice).find(([words]) => holds(words, word))?.[1];
}

function namesFor(word: string, { names = {} }: PlaceWords): string[] {
  return Object.entries(names).flatMap(([name, words]) => (holds(words, word) ? [name] : []));
}

function holds(words: string, word: string): boolean {
  const folded = foldName(word);
  return words.split(' ').some((one) => foldName(one) === folded);
}

/** Whether a text is written as a quantity is, such as `I(Y;T)`: of these a letter more or less is another quantity. */
function isQuantity(text: string): boolean {
  return /^\s*[A-Za-z]{1,2}\s*[([].*[)\]]\s*$/.test(text);
}

/** The quantity that is the same with its variables in another order or with other signs between them. */
function sameQuantity(text: string, candidates: readonly string[]): string | null {
  const wanted = variablesOf(text);
  return candidates.find((candidate) => isQuantity(candidate) && variablesOf(candidate) === wanted) ?? null;
}

/** `MI(T, X)` as `I: T X`; Z and H, which papers write for T, as T. */
function variablesOf(quantity: string): string {
  const [head = '', ...variables] = quantity.match(/[A-Za-z]+'?/g) ?? [];
  const named = variables.map((name) =>
    /^[ZL]$/i.test(name) ? 'T' : name.length === 1 ? name.toUpperCase() : name,
  );
  return `${head.toUpperCase().replace('MI', 'I')}: ${named.sort().join(' ')}`;
}
