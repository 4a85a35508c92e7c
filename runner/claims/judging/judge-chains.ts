import type { ClaimTrial, Place, PlaceSample, SettingPlaces, TrialFinding } from '../../contract/claim.ts';
import { CaseColumns, type CaseNames } from '../cases/case-columns.ts';
import type { Chain, ChainFinding, ChainJudge, Contrast, KeptChain } from '../cases/chain.ts';

/** Judges all chains, trial by trial, and the places of each setting over its trials. */
export function judgeChains(
  units: readonly ClaimTrial[],
  chains: readonly KeptChain[],
  judge: ChainJudge,
): { readonly trials: readonly TrialFinding[]; readonly settings: readonly SettingPlaces[] } {
  const found = new Map(units.map(({ name }) => [name, new TrialDraft(name)]));
  const settings = new Map(units.map(({ setting }) => [setting, new SettingDraft(setting)]));
  for (const kept of chains) {
    const chain = { ...kept, trials: kept.trials() };
    const named = namesOf(chain);
    const margins = new PlaceMargins();
    for (const { trial, values } of chain.trials) {
      const finding = judge.trial(values, chain);
      found.get(trial.name)!.add(finding, named);
      if (!judge.contrasts) margins.add(finding);
    }
    const places = judge.contrasts ? contrastPlaces(chain, judge.contrasts(chain)) : margins.places();
    settings.get(chain.setting)?.add(places, named);
  }
  return { trials: units.map(({ name }) => found.get(name)!.finish()), settings: [...settings.values()] };
}

/** What is found in a trial, chain by chain. */
class TrialDraft {
  readonly #trial: string;
  readonly #list = new CaseColumns();
  #worst: number | null = null;
  #violations = 0;
  #missing = 0;
  #telling = false;

  constructor(trial: string) {
    this.#trial = trial;
  }

  add({ cases, worst, missing, telling }: ChainFinding, named: (what: string) => CaseNames): void {
    for (const one of cases) {
      this.#list.add(one, named(one.what));
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

/** What of a place does not follow from its chain. */
type JudgedPlace = Pick<Place, 'what' | 'strict' | 'pair' | 'sample'>;

/** The places of a setting, chain by chain. */
class SettingDraft implements SettingPlaces {
  readonly setting: string;
  readonly places: Place[] = [];
  #rows = 0;

  constructor(setting: string) {
    this.setting = setting;
  }

  add(judged: readonly JudgedPlace[], named: (what: string) => CaseNames): void {
    const row = this.#rows++;
    for (const { what: step, strict, pair, sample } of judged) {
      const { place, what, epoch } = named(step);
      this.places.push({ place, what, epoch, strict, row, pair, sample });
    }
  }
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

/** Margins of the cases of a chain over its trials, by what they are of. */
class PlaceMargins {
  readonly #margins = new Map<string, { margins: number[]; strict: boolean }>();

  add({ cases }: ChainFinding): void {
    for (const { what, margin, violated } of cases) {
      const known = this.#margins.get(what) ?? { margins: [], strict: false };
      this.#margins.set(what, known);
      known.margins.push(margin);
      known.strict ||= violated && margin === 0;
    }
  }

  places(): JudgedPlace[] {
    return [...this.#margins].map(([what, { margins, strict }]) => {
      return { what, strict, pair: false, sample: { margins } };
    });
  }
}

function contrastPlaces(chain: Chain, contrasts: readonly Contrast[]): JudgedPlace[] {
  return contrasts.flatMap((contrast) => {
    const sample = contrastSample(chain, contrast);
    const { what, strict, pair = false } = contrast;
    return sample === null ? [] : [{ what, strict, pair, sample }];
  });
}

/** The margins of trials that have both sides; with fewer than two of them, two samples where each side has two. */
function contrastSample({ trials }: Chain, { weights, offset }: Contrast): PlaceSample | null {
  // of the right length at once: there can be as many places as a tenth of the estimates
  const margins = new Array<number>(trials.length);
  let count = 0;
  for (const { values } of trials) {
    let sum: number | null = offset;
    for (const [place, weight] of weights) {
      const value: number | null = values[place] ?? null;
      sum = sum === null || value === null ? null : sum + weight * value;
    }
    if (sum !== null) margins[count++] = sum;
  }
  margins.length = count;
  if (margins.length < 2 && weights.length === 2) {
    const [one, other] = weights.map(([place, weight]) =>
      trials.flatMap(({ values }) => (values[place] == null ? [] : [weight * values[place]])),
    );
    if (one!.length > 1 && other!.length > 1)
      return { plus: one!, minus: other!.map((value) => -value), offset };
  }
  return margins.length === 0 ? null : { margins };
}
