import type { NullSettings } from '../../estimation/permutation-null.ts';
import { exact, times } from '../known-answers.ts';
import type { ShannonCase } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';
import { renyiEntropy } from './renyi-entropy.ts';

/** What permutations of two variables of two values each, as many samples of one as of the other, come to. */
export interface TwoValues {
  /** Class or value of each sample, 0 or 1. */
  readonly sides: readonly number[];
  /** What the settings ask for: exact for `observed` and `p`, else what the permutations leave open. */
  readonly answer: number;
  readonly tolerance: number;
  readonly about: string;
  readonly source: string;
}

/** Samples on each side: so many that no permutation gives the pairs again. */
const half = 15;

/**
 * Two variables that are the same, 15 samples on each side, and what permutations make of them: k of the 15 stay on their side
 * with hypergeometric probability, so mean and spread of any information of the counts are known.
 * @param information of the joint counts of the two variables, in the unit of the answer
 * @param own what round-off or the method leaves of a value
 */
export function twoValues(
  { value, permutations }: NullSettings,
  information: (counts: readonly number[]) => number,
  own: number,
): TwoValues {
  const ofStaying = times(half + 1, (k) => information([k, half - k, half - k, k]));
  const shares = times(half + 1, (k) => choose(half, k) ** 2 / choose(2 * half, half));
  const mean = ofStaying.reduce((sum, one, k) => sum + shares[k]! * one, 0);
  const variance = ofStaying.reduce((sum, one, k) => sum + shares[k]! * (one - mean) ** 2, 0);
  const spread = Math.sqrt(variance);
  const observed = ofStaying[half]!;
  const answers = { observed, mean, spread, excess: observed - mean, p: 1 / (1 + permutations) };
  // the permuted values are skewed: ten deviations of a mean of normal ones
  const open = permutations > 1 ? (10 * spread) / Math.sqrt(permutations) : 10 * spread;
  return {
    sides: times(2 * half, (i) => i % 2),
    answer: answers[value],
    tolerance: value === 'p' ? exact : value === 'observed' ? own : own + open,
    about: `two values, the same in both variables, against ${permutations} permutations`,
    source: 'hypergeometric counts',
  };
}

/** The same for an estimator of I(T;Y) to which two values of T far apart are what they are counted as. */
export function countedNull(settings: NullSettings, apart: readonly [number, number]): ShannonCase {
  const entropyOf = (...counts: readonly number[]) => Math.LN2 * renyiEntropy(counts, 1);
  const ofCounts = (counts: readonly number[]) => 2 * Math.LN2 - entropyOf(...counts);
  const { sides, ...known } = twoValues(settings, ofCounts, 1e-6);
  const rows = sides.map((side) => [apart[side]!]);
  return { ...known, capture: twoVariables(rows, rows, sides) };
}

/** Binomial coefficient. */
export function choose(n: number, k: number): number {
  let all = 1;
  for (let i = 1; i <= k; i += 1) all = (all * (n - k + i)) / i;
  return all;
}
