import { greatestOf, leastOf } from '../kernels/statistics/least-of.ts';
import type { SettingVerdict, Verdict } from './setting-verdict.ts';

/** The verdict of one setting. */
export interface JudgedSetting {
  readonly setting: string;
  readonly found: SettingVerdict;
  /** Whether it counts: not one that measures what an earlier one does, nor one without any row that the claim is about. */
  readonly counts: boolean;
}

/** From the one that decides first to the one that decides last. */
const order: readonly Verdict[] = ['fails', 'failed-once', 'no-data', 'unclear', 'held-once', 'holds'];

/**
 * One verdict over settings: `fails` if it fails in any, else unclear if it is unclear in any or cannot be told in some, else holds; settings that
 * are vacuous are left out unless all are. Its margin and interval are the least of theirs, its p the greatest.
 */
export function overSettings(settings: readonly JudgedSetting[]): SettingVerdict {
  const counting = settings.filter(({ counts }) => counts);
  const all = counting.length > 0 ? counting : settings;
  const telling = all.filter(({ found }) => found.verdict !== 'vacuous');
  const told = (telling.length > 0 ? telling : all).map(({ found }) => found);
  const least = (pick: (found: SettingVerdict) => number | null) => {
    const known = told.flatMap((found) => pick(found) ?? []);
    return known.length < told.length ? null : leastOf(known);
  };
  const sum = (pick: (found: SettingVerdict) => number, of = told) =>
    of.reduce((total, one) => total + pick(one), 0);
  const p = told.some((found) => found.p === null) ? null : greatestOf(told.map((found) => found.p!));
  const margins = told.flatMap(({ worstMargin }) => worstMargin ?? []);
  const everything = all.map(({ found }) => found);
  return {
    verdict: decisive(told),
    trials: sum(({ trials }) => trials),
    agreeing: sum(({ agreeing }) => agreeing),
    cases: sum(({ cases }) => cases),
    violations: sum(({ violations }) => violations),
    worstMargin: margins.length > 0 ? leastOf(margins) : null,
    low: least(({ low }) => low),
    high: least(({ high }) => high),
    p,
    vacuous: sum(({ vacuous }) => vacuous, everything),
    empty: sum(({ empty }) => empty, everything),
    missing: sum(({ missing }) => missing, everything),
  };
}

function decisive(told: readonly SettingVerdict[]): Verdict {
  const verdicts = new Set(told.map(({ verdict }) => verdict));
  const [only = 'no-data'] = verdicts;
  if (verdicts.size <= 1) return only;
  const first = order.find((verdict) => verdicts.has(verdict))!;
  return first === 'no-data' ? 'unclear' : first;
}

/** In how many settings a claim holds, and in which it does not; empty with one setting. */
export function settingWords(settings: readonly JudgedSetting[], over: Verdict): string {
  const counting = settings.filter(({ counts }) => counts);
  if (counting.length < 2) return '';
  const those = (...wanted: Verdict[]) => counting.filter(({ found }) => wanted.includes(found.verdict));
  const vacuous = those('vacuous');
  const held = those('holds', 'held-once');
  const total = counting.length - vacuous.length;
  const listed = (some: readonly JudgedSetting[]) => some.map(({ setting }) => setting).join('; ');
  const others = (['fails', 'failed-once', 'unclear', 'no-data'] as const).flatMap((verdict) => {
    const some = those(verdict);
    return some.length === 0 ? [] : [`${verdictWords[verdict]} in ${listed(some)}`];
  });
  const head = over === 'vacuous' ? 'vacuous' : `holds in ${held.length} of ${total} settings`;
  const which = held.length > 0 && held.length < total ? ` (${listed(held)})` : '';
  return [
    `${head}${which}`,
    ...others,
    ...(vacuous.length > 0 && total > 0 ? [`vacuous in ${listed(vacuous)}`] : []),
  ].join('; ');
}

const verdictWords = {
  fails: 'fails',
  'failed-once': 'failed once',
  unclear: 'unclear',
  'no-data': 'no data',
};
