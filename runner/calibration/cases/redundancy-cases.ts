import type { Capture } from '../../contract/capture.ts';
import type { NullSettings } from '../../estimation/permutation-null.ts';
import { times } from '../known-answers.ts';
import { choose } from './null-cases.ts';
import { renyiEntropy } from './renyi-entropy.ts';

/** Feature maps and an X whose redundancy is known, in bits and relative to what the maps say one by one. */
export interface RedundancyCase {
  readonly about: string;
  readonly capture: Capture;
  readonly bits: number;
  readonly share: number;
  readonly source: string;
}

/** Fair bits that maps and X are made of: any order gives the same. @param samples a multiple of 4 */
export function redundancyCases(samples: number): RedundancyCase[] {
  const states = times(samples, (i) => [i % 2, (i >> 1) % 2] as const);
  const source = 'truth table';
  return [
    {
      about: 'three maps that are the same fair bit, and X too',
      capture: captureOf(states, ([a]) => [[a], [a, a, a]]),
      bits: 2,
      share: 2 / 3,
      source,
    },
    {
      about: 'two maps of a fair bit each, and X of both',
      capture: captureOf(states, ([a, b]) => [
        [a, b],
        [a, b],
      ]),
      bits: 0,
      share: 0,
      source,
    },
    {
      about: 'the same with one of the maps twice',
      capture: captureOf(states, ([a, b]) => [
        [a, b],
        [a, b, a],
      ]),
      bits: 1,
      share: 1 / 3,
      source,
    },
  ];
}

/** A known case whose maps are permuted apart. */
export interface ApartCase extends RedundancyCase {
  /** What so many permutations leave open of the mean, as a standard deviation, in bits. */
  readonly open: number;
  /** What the permuted maps say one by one, in bits. */
  readonly sum: number;
}

/** Samples on each side. */
const half = 15;

/**
 * Two maps of two values that are the same, and X too, 15 samples on each side, each map permuted by itself: how many of a side stay there
 * is hypergeometric for each map, and how many of both, so mean and spread of I(X;T1), I(X;T2) and I(X;T) are known.
 */
export function mapsApart({ value, permutations }: NullSettings, alpha: number): ApartCase {
  const entropyOf = (...counts: readonly number[]) => renyiEntropy(counts, alpha);
  const ofX = entropyOf(1, 1);
  const alone = moments(
    stays().map(([k, share]) => [2 * ofX - entropyOf(k, half - k, half - k, k), share] as const),
  );
  const together = moments(
    bothStay().map(([a, b, share]) => {
      const joint = a.map((count, at) => count + b[at]!);
      return [ofX + entropyOf(...joint) - entropyOf(...a, ...b), share] as const;
    }),
  );
  const sum = 2 * alone.mean;
  const mean = { bits: sum - together.mean, share: 1 - together.mean / sum };
  const told = (observed: number, permuted: number) =>
    value === 'observed' ? observed : value === 'mean' ? permuted : observed - permuted;
  const singles = Math.min(2, permutations);
  return {
    about: `two maps that are the same, and X too, against ${permutations} permutations of each`,
    capture: captureOf(
      times(2 * half, (i) => [i % 2, 0] as const),
      ([a]) => [[a], [a, a]],
    ),
    bits: told(ofX, mean.bits),
    share: told(0.5, mean.share),
    open: Math.hypot(
      Math.SQRT2 * (alone.spread / Math.sqrt(singles)),
      together.spread / Math.sqrt(permutations),
    ),
    sum,
    source: 'hypergeometric counts',
  };
}

type Weighed = readonly [value: number, share: number];

function moments(values: readonly Weighed[]): { readonly mean: number; readonly spread: number } {
  const mean = values.reduce((sum, [one, share]) => sum + share * one, 0);
  return {
    mean,
    spread: Math.sqrt(values.reduce((sum, [one, share]) => sum + share * (one - mean) ** 2, 0)),
  };
}

/** How many samples of a side a permutation leaves on it, with its probability. */
function stays(): readonly Weighed[] {
  return times(half + 1, (k) => [k, choose(half, k) ** 2 / choose(2 * half, half)] as const);
}

/** Counts of the four states of two permuted maps on the one side of X and on the other, with their probability. */
function bothStay(): (readonly [a: readonly number[], b: readonly number[], share: number])[] {
  return stays().flatMap(([k, ofK]) =>
    stays().flatMap(([l, ofL]) =>
      states(k, l).flatMap(([a, ofA]) =>
        states(half - k, half - l).map(([b, ofB]) => [a, b, ofK * ofL * ofA * ofB] as const),
      ),
    ),
  );
}

/** The states of `half` samples of which one map has k at its first value and the other l, by how many have both. */
function states(k: number, l: number): (readonly [counts: readonly number[], share: number])[] {
  return times(Math.min(k, l) + 1, (both) => both)
    .filter((both) => half - k - l + both >= 0)
    .map((both) => [
      [both, k - both, l - both, half - k - l + both],
      (choose(k, both) * choose(half - k, l - both)) / choose(half, l),
    ]);
}

type State = readonly [number, number];

/** X and the maps, of one number each. */
function captureOf(
  samples: readonly State[],
  made: (state: State) => readonly [x: readonly number[], maps: readonly number[]],
): Capture {
  const rows = samples.map(made);
  const inputs = Float32Array.from(rows.flatMap(([x]) => x));
  return {
    iteration: 0,
    samples: samples.length,
    classes: 1,
    inputs,
    labels: new Int32Array(samples.length),
    layers: [
      {
        index: 0,
        channels: rows[0]![1].length,
        features: 1,
        values: Float32Array.from(rows.flatMap(([, maps]) => maps)),
      },
    ],
    lossError: inputs,
  };
}
