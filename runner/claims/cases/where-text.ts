import type { ClaimCase, Place, TrialFinding } from '../../contract/claim.ts';
import type { ClaimRules } from '../claim-rules.ts';
import { epochText, wholeValue } from '../judging/judge-chains.ts';
import { countedPlaces, repeatedPlaces } from '../setting-verdict.ts';

/** Groups of places that are named one by one. */
const mostNamed = 3;

/**
 * What breaks a claim in a setting, and where: `all 14 at P1 -> C2, from epoch 0.3 on`. Where places are judged over trials, those
 * that break and those that are unclear; else the cases that are violations. Empty where nothing is to be named.
 */
export function whereText(
  trials: readonly TrialFinding[],
  places: readonly Place[],
  rules: ClaimRules,
): string {
  const cases = () => casesOf(trials);
  const several = trials.length > 1;
  if (several && (rules.violations > 0 || rules.on === 'mean')) {
    const { broken, unclear, counted } = countedPlaces(places);
    const every = repeatedWords(trials);
    return [
      broken.length === 0
        ? ''
        : `${broken.length} of ${counted.length} places break: ${named(broken, cases(), mostListed)}${every}`,
      unclear.length === 0 ? '' : `unclear: ${named(unclear, cases(), mostListed)}`,
    ]
      .filter((part) => part !== '')
      .join('; ');
  }
  const violated = named(
    casesOf(trials, ({ violated }) => violated),
    cases(),
    mostNamed,
  );
  return violated === '' ? '' : `${violated}${several ? repeatedWords(trials) : ''}`;
}

/** Of places that are judged over trials, all are named, up to a length that a table can hold. */
const mostListed = 20;

interface Named {
  readonly what: string;
  readonly epoch: number | null;
}

/** The cases of all trials that pass a test, one after another. */
function* casesOf(
  trials: readonly TrialFinding[],
  test: (one: ClaimCase) => boolean = () => true,
): Generator<ClaimCase> {
  for (const { list = [] } of trials) for (const one of list) if (test(one)) yield one;
}

/** Places that are called the same: how many, and their epochs. */
interface Group {
  count: number;
  readonly epochs: Set<number>;
}

function groupsOf(places: Iterable<Named>): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const { what, epoch } of places) {
    const group = groups.get(what) ?? { count: 0, epochs: new Set() };
    groups.set(what, group);
    group.count++;
    if (epoch !== null) group.epochs.add(epoch);
  }
  return groups;
}

/** Places by what they are of, most often first: `10 at P1 -> C2, from epoch 0.3 on`. */
function named(found: Iterable<Named>, among: Iterable<Named>, most: number): string {
  const sorted = [...groupsOf(found)].sort(
    ([one, a], [other, b]) => b.count - a.count || (one < other ? -1 : 1),
  );
  if (sorted.length === 0) return '';
  const all = groupsOf(among);
  const lines = sorted.slice(0, most).map(([what, own]) => {
    const count = sorted.length > 1 ? `${own.count} ` : own.count > 1 ? `all ${own.count} ` : '';
    const when = epochsText(own.epochs, all.get(what)?.epochs ?? new Set());
    return what === wholeValue && when !== '' ? `${count}${when.slice(2)}` : `${count}at ${what}${when}`;
  });
  const left = sorted.slice(most).reduce((sum, [, own]) => sum + own.count, 0);
  return [...lines, ...(left > 0 ? [`${left} more elsewhere`] : [])].join('; ');
}

/** When, among the points of training that were looked at there. */
function epochsText(found: ReadonlySet<number>, among: ReadonlySet<number>): string {
  const epochs = ascending(found);
  const all = ascending(new Set([...among, ...found]));
  const [first, last] = [epochs[0], epochs.at(-1)];
  if (first === undefined || last === undefined) return '';
  if (epochs.length === 1) return `, epoch ${epochText(first)}`;
  if (epochs.length === all.length) return `, at all ${all.length} points of training`;
  const from = all.indexOf(first);
  const isRun = all.slice(from, from + epochs.length).join() === epochs.join();
  if (isRun && last === all.at(-1)) return `, from epoch ${epochText(first)} on`;
  if (isRun && from === 0) return `, up to epoch ${epochText(last)}`;
  if (isRun) return `, from epoch ${epochText(first)} to ${epochText(last)}`;
  if (epochs.length <= 4) return `, at epochs ${epochs.map(epochText).join(', ')}`;
  return `, at ${epochs.length} of ${all.length} points of training from epoch ${epochText(first)} to ${epochText(last)}`;
}

function ascending(epochs: ReadonlySet<number>): number[] {
  return [...epochs].sort((a, b) => a - b);
}

/** That it is again and again the same place. */
function repeatedWords(trials: readonly TrialFinding[]): string {
  const repeated = repeatedPlaces(trials);
  if (repeated.length === 0) return '';
  const shown = repeated.slice(0, mostNamed).join('; ');
  const more = repeated.length > mostNamed ? ` and ${repeated.length - mostNamed} more` : '';
  return ` (the same in most of ${trials.length} trials: ${shown}${more})`;
}
