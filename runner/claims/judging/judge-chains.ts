import type {
  ClaimCase,
  ClaimTrial,
  Place,
  PlaceSample,
  SettingPlaces,
  TrialFinding,
} from '../../contract/claim.ts';
import type { Chain, ChainFinding, ChainJudge, Contrast } from '../cases/chain.ts';

/** Judges all chains, trial by trial, and the places of each setting over its trials. */
export function judgeChains(
  units: readonly ClaimTrial[],
  chains: readonly Chain[],
  judge: ChainJudge,
): { readonly trials: readonly TrialFinding[]; readonly settings: readonly SettingPlaces[] } {
  const found = new Map(units.map(({ name }) => [name, new TrialDraft(name)]));
  for (const chain of chains) {
    const named = namesOf(chain);
    for (const { trial, values } of chain.trials)
      found.get(trial.name)!.add(judge.trial(values, chain), named);
  }
  const settings = [...new Set(units.map(({ setting }) => setting))].map((setting) => ({
    setting,
    places: chains
      .filter((chain) => chain.setting === setting)
      .flatMap((chain, row) => {
        const places = judge.contrasts
          ? contrastPlaces(chain, judge.contrasts(chain))
          : casePlaces(chain, judge);
        return places.map((place) => ({ ...place, row }));
      }),
  }));
  return { trials: units.map(({ name }) => found.get(name)!.finish()), settings };
}

type CaseNames = Pick<ClaimCase, 'place' | 'what' | 'epoch'>;

/** What is found in a trial, chain by chain. */
class TrialDraft {
  readonly #trial: string;
  readonly #list: ClaimCase[] = [];
  #worst: number | null = null;
  #violations = 0;
  #missing = 0;
  #telling = false;

  constructor(trial: string) {
    this.#trial = trial;
  }

  add({ cases, worst, missing, telling }: ChainFinding, named: (what: string) => CaseNames): void {
    for (const one of cases) {
      this.#list.push(namedCase(one, named(one.what)));
      if (one.violated) this.#violations++;
    }
    if (worst !== null) this.#worst = Math.min(worst, this.#worst ?? worst);
    this.#missing += missing;
    this.#telling ||= telling;
  }

  finish(): TrialFinding {
    return {
      trial: this.#trial,
      cases: this.#list.length,
      violations: this.#violations,
      missing: this.#missing,
      worstMargin: this.#worst,
      vacuous: this.#list.length > 0 && !this.#telling,
      list: this.#list,
    };
  }
}

/** Written out: an object that is spread together takes five times as much, and a run has up to a case an estimate. */
function namedCase(
  { value, than, margin, violated, tested }: ChainFinding['cases'][number],
  { place, what, epoch }: CaseNames,
): ClaimCase {
  const one = { place, what, epoch, value, than, margin, violated };
  return tested === undefined ? one : { ...one, tested };
}

/** Names of the places of a chain, each made once: all its trials have the same. */
function namesOf(chain: Chain): (what: string) => CaseNames {
  const known = new Map<string, CaseNames>();
  return (what) => {
    const before = known.get(what);
    if (before) return before;
    const names = nameOf(chain, what);
    known.set(what, names);
    return names;
  };
}

/** What a place is called that has no layer, map or step. */
export const wholeValue = 'the value';

/** A place in words, such as `C2, epoch 3`. */
function nameOf({ of, epoch }: Chain, what: string): CaseNames {
  const named = [of, what].filter((part) => part !== '').join(', ') || wholeValue;
  return { place: epoch === null ? named : `${named}, epoch ${epochText(epoch)}`, what: named, epoch };
}

/** An epoch with at most four digits after the point. */
export function epochText(epoch: number): string {
  return String(Number(epoch.toFixed(4)));
}

function casePlaces(chain: Chain, judge: ChainJudge): Omit<Place, 'row'>[] {
  const margins = new Map<string, { margins: number[]; strict: boolean }>();
  for (const { values } of chain.trials) {
    for (const { what, margin, violated } of judge.trial(values, chain).cases) {
      const known = margins.get(what) ?? { margins: [], strict: false };
      margins.set(what, known);
      known.margins.push(margin);
      known.strict ||= violated && margin === 0;
    }
  }
  return [...margins].map(([what, { margins: own, strict }]) => ({
    ...nameOf(chain, what),
    strict,
    pair: false,
    sample: { margins: own },
  }));
}

function contrastPlaces(chain: Chain, contrasts: readonly Contrast[]): Omit<Place, 'row'>[] {
  return contrasts.flatMap((contrast) => {
    const sample = contrastSample(chain, contrast);
    const { what, strict, pair = false } = contrast;
    return sample === null ? [] : [{ ...nameOf(chain, what), strict, pair, sample }];
  });
}

/** The margins of trials that have both sides; with fewer than two of them, two samples where each side has two. */
function contrastSample({ trials }: Chain, { weights, offset }: Contrast): PlaceSample | null {
  const margins = trials.flatMap(({ values }) => {
    let sum = offset;
    for (const [place, weight] of weights) {
      const value = values[place] ?? null;
      if (value === null) return [];
      sum += weight * value;
    }
    return [sum];
  });
  const sides = weights.map(([place, weight]) =>
    trials.flatMap(({ values }) => (values[place] == null ? [] : [weight * values[place]])),
  );
  const [one = [], other = []] = sides;
  if (margins.length < 2 && sides.length === 2 && one.length > 1 && other.length > 1) {
    return { plus: one, minus: other.map((value) => -value), offset };
  }
  return margins.length === 0 ? null : { margins };
}
