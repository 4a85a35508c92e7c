import type { Place, TrialFinding } from '../contract/claim.ts';
import { greatestOf, leastOf } from '../kernels/statistics/least-of.ts';
import { type TestedInterval, testedMean } from '../kernels/statistics/mean-interval.ts';
import { pairPseudoValues } from '../kernels/statistics/pair-pseudo-values.ts';
import { placeInterval, placeMean, placeTrials, placeVerdict, verdictBetween } from './cases/place.ts';
import type { ClaimRules } from './claim-rules.ts';

export type Verdict = 'holds' | 'fails' | 'unclear' | 'vacuous' | 'no-data' | 'held-once' | 'failed-once';

/** What is said of one setting, or of one trial. */
export interface SettingVerdict {
  readonly verdict: Verdict;
  /** Trials that were judged, and those of them in which the claim is as it says. */
  readonly trials: number;
  readonly agreeing: number;
  readonly cases: number;
  readonly violations: number;
  readonly worstMargin: number | null;
  /** The interval that judges; null where none does. */
  readonly low: number | null;
  readonly high: number | null;
  /** One-sided p of "the claim is at its border or beyond". */
  readonly p: number | null;
  /** Trials that were not judged: vacuous ones, and those without a case. */
  readonly vacuous: number;
  readonly empty: number;
  /** Cases without a value. */
  readonly missing: number;
}

/** 0.29 of 100 places are 28.999999999999996 in float64. */
const roundOff = 1e-12;

/**
 * Judges the trials of one setting.
 *
 * - no trial with a case, or fewer than half of them: `no-data`; most of those vacuous: `vacuous`
 * - one trial: `held-once` or `failed-once`; `unclear` where a test within it does not tell
 * - `trials`: a plain count of those that agree; `violations`: the share of places that break
 * - else by the interval of the trials' worst margins, or of each place's mean: see `judgedMargin`
 *
 * @param places over the trials of the setting
 */
export function settingVerdict(
  trials: readonly TrialFinding[],
  places: readonly Place[],
  rules: ClaimRules,
): SettingVerdict {
  const told = trials.filter((trial) => trial.cases > 0);
  const telling = told.filter((trial) => !trial.vacuous);
  const judged = 2 * telling.length >= told.length ? telling : told;
  const sum = (number: (trial: TrialFinding) => number) =>
    judged.reduce((all, trial) => all + number(trial), 0);
  const margin = judgedMargin(judged, places, rules);
  const agreeing = judged.filter((trial) => agrees(trial, rules)).length;
  return {
    verdict: verdictOf({ trials, told, judged, places, rules, margin, agreeing }),
    trials: judged.length,
    agreeing,
    cases: sum(({ cases }) => cases),
    violations: sum(({ violations }) => violations),
    worstMargin: margin.worst,
    low: margin.low,
    high: margin.high,
    p: margin.p,
    vacuous: told.length - telling.length,
    empty: trials.length - told.length,
    missing: trials.reduce((all, { missing }) => all + missing, 0),
  };
}

interface Margin {
  readonly worst: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  /** Whether a margin of 0 breaks the claim. */
  readonly strict: boolean;
}

/**
 * What is judged, and its interval. On trials: the mean of their worst margins, by Student's t. On means: the least mean of a place, the least of the places' lower ends,
 * and the least of their upper ends at level 0.05 / places; the p is the greatest of theirs. One trial that is tested within itself has the
 * interval of that test.
 */
function judgedMargin(judged: readonly TrialFinding[], places: readonly Place[], rules: ClaimRules): Margin {
  const worst = judged.flatMap(({ worstMargin }) => worstMargin ?? []);
  const least = worst.length === 0 ? null : leastOf(worst);
  const strict = judged.some((trial) => trial.worstMargin === 0 && trial.violations > 0);
  const none = { worst: least, low: null, high: null, p: null, strict };
  if (judged.length === 1) return { ...none, ...testWithin(judged[0]!) };
  if (rules.violations > 0) return none;
  if (rules.on === 'trial') {
    const values = rules.pairs ? pairPseudoValues(worst) : worst;
    return values.length < 2 ? none : { ...none, ...ends(testedMean(values)) };
  }
  const shared = places.filter((place) => 2 * placeTrials(place) >= judged.length);
  const lower = shared.flatMap((place) => placeInterval(place) ?? []);
  const upper = shared.flatMap((place) => placeInterval(place, 0.05 / shared.length) ?? []);
  const means = shared.flatMap((place) => placeMean(place) ?? []);
  if (lower.length === 0) return none;
  const p = lower.some((one) => one.p === null) ? null : greatestOf(lower.map((one) => one.p!));
  return {
    worst: leastOf(means),
    low: leastOf(lower.map(({ low }) => low)),
    high: leastOf(upper.map(({ high }) => high)),
    p,
    strict: shared.some((place) => place.strict),
  };
}

function ends({ low, high, p }: TestedInterval): Pick<Margin, 'low' | 'high' | 'p'> {
  return { low, high, p };
}

/** The interval of the case of one trial that is tested within it and tells least. */
function testWithin({ list = [] }: TrialFinding): Partial<Margin> {
  const tested = Array.from(list, (one) => one.tested ?? []).flat();
  if (tested.length === 0) return {};
  const weakest = tested.reduce((worst, one) => (one.low < worst.low ? one : worst));
  // too few rows stand alone for an interval
  if (!Number.isFinite(weakest.low)) return { p: weakest.p };
  return { low: weakest.low, high: weakest.high, p: weakest.p };
}

function verdictOf(known: {
  readonly trials: readonly TrialFinding[];
  readonly told: readonly TrialFinding[];
  readonly judged: readonly TrialFinding[];
  readonly places: readonly Place[];
  readonly rules: ClaimRules;
  readonly margin: Margin;
  readonly agreeing: number;
}): Verdict {
  const { trials, told, judged, places, rules, margin, agreeing } = known;
  if (told.length === 0 || 2 * told.length < trials.length) return 'no-data';
  if (2 * told.filter(({ vacuous }) => vacuous).length > told.length) return 'vacuous';
  if (judged.length === 1) return onceVerdict(judged[0]!, rules);
  if (!rules.repeated && repeatedPlaces(judged).length > 0) return 'fails';
  if (rules.trials !== null) {
    return agreeing >= rules.trials * judged.length * (1 - roundOff) ? 'holds' : 'fails';
  }
  if (rules.violations > 0) {
    const { broken, counted } = countedPlaces(places);
    return broken.length <= rules.violations * counted.length * (1 + roundOff) ? 'holds' : 'fails';
  }
  const { low, high, strict } = margin;
  if (low === null || high === null) return 'unclear';
  const said = verdictBetween(low, high, strict);
  return said === 'breaks' ? 'fails' : said;
}

/** What one trial says: by its cases, or where one is tested within it by that test. */
function onceVerdict(trial: TrialFinding, rules: ClaimRules): Verdict {
  if (rules.violations > 0) return agrees(trial, rules) ? 'held-once' : 'failed-once';
  const within = [...(trial.list ?? [])].filter((one) => one.tested !== undefined);
  const broken = trial.violations - within.filter(({ violated }) => violated).length;
  if (broken > 0 || within.some(({ tested }) => tested && tested.high < 0)) return 'failed-once';
  return within.every(({ tested }) => tested && tested.low > 0) ? 'held-once' : 'unclear';
}

/** Whether a trial by itself is as the claim says, its cases counted. */
function agrees({ cases, violations }: TrialFinding, rules: ClaimRules): boolean {
  return violations <= rules.violations * cases * (1 + roundOff);
}

/** Places that break the claim in most of three or more trials. */
export function repeatedPlaces(trials: readonly TrialFinding[]): string[] {
  if (trials.length < 3) return [];
  const broken = new Map<string, number>();
  for (const { list = [] } of trials) {
    for (const { place, violated } of list) if (violated) broken.set(place, (broken.get(place) ?? 0) + 1);
  }
  return [...broken].flatMap(([place, count]) => (2 * count > trials.length ? [place] : [])).sort();
}

/**
 * The places that count as places, and those of them that break the claim. A pair that is no step counts where it breaks and no step of
 * its row does.
 */
export function countedPlaces(places: readonly Place[]): {
  readonly counted: readonly Place[];
  readonly broken: readonly Place[];
  readonly unclear: readonly Place[];
} {
  const said = places.map((place) => ({ place, verdict: placeVerdict(place) }));
  const rows = new Set(
    said.flatMap(({ place, verdict }) => (verdict === 'breaks' && !place.pair ? [place.row] : [])),
  );
  const kept = said.filter(
    ({ place, verdict }) => !place.pair || (verdict === 'breaks' && !rows.has(place.row)),
  );
  const those = (wanted: string) =>
    kept.filter(({ verdict }) => verdict === wanted).map(({ place }) => place);
  return { counted: kept.map(({ place }) => place), broken: those('breaks'), unclear: those('unclear') };
}
