import { summariseNull } from '../permutation-null.ts';
import { alarms, methodOf } from './alarms.ts';
import type { PendingEstimate } from './mutual-information.ts';
import { meanTerms } from './permuted-values.ts';
import type { PendingValue } from './quantities.ts';

/** The p of a pair at which its bound counts as more than permutations give. */
const level = 0.05;

/** What all pairs of a layer come to. */
export interface OverPairs {
  /** A share; null where no pair has a value. */
  readonly value: number | null;
  readonly method: string;
  readonly flags: readonly string[];
}

/** A pair's bound, and those of its permutations, in bits. */
export interface PairBits {
  readonly observed: number;
  readonly permuted: readonly number[];
}

/**
 * The share of pairs whose bound exceeds its permutations, or the p that any does. Pairs whose entropies are saturated have no bound
 * and do not count.
 */
export function overPairs(
  values: readonly PendingValue[],
  permuted: readonly (readonly PendingEstimate[])[],
  what: 'share' | 'any',
): OverPairs {
  const found = values.map(({ estimate }, at) => {
    const under = permuted[at]!;
    const wrong = alarms([...estimate.terms, ...meanTerms(under)], []);
    const none = wrong.some((flag) => flag.startsWith('saturated'));
    const bits = { observed: estimate.bits(), permuted: under.map((one) => one.bits()) };
    return { wrong, bits: none ? null : bits };
  });
  const pairs = found.flatMap(({ bits }) => (bits ? [bits] : []));
  const words = `${permuted[0]!.length} permutations of ${values.length} pair${values.length === 1 ? '' : 's'}`;
  return {
    value: pairs.length === 0 ? null : what === 'any' ? anyPair(pairs) : shareOfPairs(pairs),
    method: `${methodOf(values.flatMap(({ estimate }) => estimate.terms))}; ${words}`,
    flags: [...new Set(found.flatMap(({ wrong }) => wrong))],
  };
}

/** Share of the pairs that are above their permutations by themselves, at 5 %. */
export function shareOfPairs(pairs: readonly PairBits[]): number {
  const seen = pairs.filter(({ observed, permuted }) => summariseNull(observed, permuted).p <= level);
  return seen.length / pairs.length;
}

/**
 * One p for all pairs: (1 + #{permutations whose greatest excess over the pairs' means is not below the observed one}) / (1 + m). A
 * permutation is the same for all pairs, so that what pairs have in common is in the null too.
 *
 * @source Westfall & Young 1993, Resampling-based multiple testing (the single step by the greatest statistic)
 * @example anyPair([{ observed: 3, permuted: [1, 2, 0] }, { observed: 1, permuted: [0, 1, 2] }]) // 0.25
 */
export function anyPair(pairs: readonly PairBits[]): number {
  const greatest = (excess: (pair: PairBits & { readonly mean: number }) => number) =>
    Math.max(...centred.map(excess));
  const centred = pairs.map((pair) => ({ ...pair, ...summariseNull(pair.observed, pair.permuted) }));
  const observed = greatest((pair) => pair.observed - pair.mean);
  const permuted = pairs[0]!.permuted.map((_, at) => greatest((pair) => pair.permuted[at]! - pair.mean));
  return summariseNull(observed, permuted).p;
}
