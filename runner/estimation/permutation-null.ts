import type { SettingProblem } from '../../src/node/estimator-check.ts';
import type { Capture } from '../contract/capture.ts';
import { randomStream } from '../random/stream.ts';

/** What an information would be if its variables had nothing to do with each other, from samples that are paired anew at random. */
export interface Null {
  /**
   * Permutations; the value of each is estimated like the observed one. p is at least 1 / (1 + permutations).
   * @asType integer
   * @minimum 1
   * @maximum 100000
   * @default 99
   */
  permutations?: number;
  /**
   * What the row's value is: what was `observed`, its `excess` over the mean of the permuted values, their `mean`, their
   * `spread` (standard deviation), or `p`, the share of values that are not below the observed one, which counts among them;
   * p takes 99 permutations or more.
   * @default "observed"
   */
  value?: 'observed' | 'excess' | 'mean' | 'spread' | 'p';
}

/** With all that was left out. */
export type NullSettings = Required<Null>;

/** Permutations from which on a p is told. */
export const fewestForP = 99;

/** What is wrong with permutations that are asked for. @param quantity what is held against them */
export function nullProblems(
  given: Null | undefined,
  quantity: string,
  { isInformation, why }: { readonly isInformation: boolean; readonly why: string },
): SettingProblem[] {
  if (!given) return [];
  if (!isInformation) return [{ setting: ['null'], message: `${quantity} ${why}`, hint: 'leave `null` out' }];
  const { permutations, value } = nullSettings(given)!;
  if (value !== 'p' || permutations >= fewestForP) return [];
  return [
    {
      setting: ['null', 'permutations'],
      code: 'value-out-of-range',
      message: `a p takes ${fewestForP} permutations or more, and there are ${permutations}`,
      hint: `set \`permutations: ${fewestForP}\``,
    },
  ];
}

/** The settings with what was left out. */
export function nullSettings(given: Null | undefined): NullSettings | null {
  return given ? { permutations: 99, value: 'observed', ...given } : null;
}

/** An order of the samples, and a name for it within the capture. */
export interface SampleOrder {
  readonly key: string;
  /** Which sample stands in each place, [n]. */
  readonly places: Uint32Array;
}

/**
 * Orders of a capture's samples, by the seed of the trial and the row: of one row the same for all layers and estimators, and
 * the first of many are the few of few.
 */
export function permutationsOf({ seed = 0, iteration, samples }: Capture, count: number): SampleOrder[] {
  // most estimates have none, and a stream takes a hash
  if (count === 0) return [];
  const random = randomStream(seed, 'permutations', iteration, samples);
  return Array.from({ length: count }, (_, at) => ({
    key: `order ${at}`,
    places: random.permutation(samples),
  }));
}

/** The classes of samples in another order. */
export function labelsInOrder(labels: ArrayLike<number>, { places }: SampleOrder): Int32Array {
  return Int32Array.from(places, (place) => labels[place]!);
}

/** What permuted values say of an observed one. */
export interface NullSummary {
  readonly mean: number;
  /** Standard deviation, of a sample; 0 of one value. */
  readonly spread: number;
  /** (1 + #{permuted >= observed}) / (1 + permutations). */
  readonly p: number;
}

/** How far below the observed value a permuted one still counts as equal, in its unit: round-off must not decide p. */
const equal = 1e-9;

/**
 * Mean, spread and p of permuted values.
 * @param permuted in the unit of `observed`; at least one
 * @example summariseNull(3, [1, 2, 3]) // { mean: 2, spread: 1, p: 0.5 }
 */
export function summariseNull(observed: number, permuted: readonly number[]): NullSummary {
  const m = permuted.length;
  const mean = permuted.reduce((sum, value) => sum + value, 0) / m;
  const squares = permuted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const above = permuted.filter((value) => value >= observed - equal).length;
  return { mean, spread: m > 1 ? Math.sqrt(squares / (m - 1)) : 0, p: (1 + above) / (1 + m) };
}

/** A value held against its null, as a row tells it. */
export interface NullAnswer {
  /** In the unit of the observed value; a probability for `p`. */
  readonly value: number;
  /** What the permutations leave open; null where that is nothing, or not known. */
  readonly stderr: number | null;
  /** Mean, spread and p, for the column `method`. */
  readonly words: string;
}

/** The value that the settings ask for. */
export function nullAnswer(
  observed: number,
  permuted: readonly number[],
  { permutations, value }: NullSettings,
): NullAnswer {
  const found = { observed, ...summariseNull(observed, permuted) };
  const { mean, spread, p } = found;
  const ofMean = value === 'excess' || value === 'mean';
  const told = permutations < fewestForP ? '' : `, p ${brief(p)}`;
  return {
    value: value === 'excess' ? observed - mean : found[value],
    stderr: ofMean ? spread / Math.sqrt(permutations) : null,
    words: `${permutations} permutations: mean ${brief(mean)}, spread ${brief(spread)}${told}`,
  };
}

/** Three digits, for words. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}
