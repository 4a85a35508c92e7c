import { studentQuantile, studentTail } from './student-t.ts';

export interface MeanInterval {
  readonly mean: number;
  /** Ends of the interval; null for a single value. */
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}

/** An interval that has both ends, and the one-sided p of "the mean is at most 0" (null where the values have no width). */
export interface TestedInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly p: number | null;
}

/**
 * Mean of values and its interval, mean -+ t s / sqrt(n), with s the standard deviation and t the quantile of
 * Student's distribution with n - 1 degrees of freedom. In the unit of the values.
 *
 * @param level probability outside, 0.05 for an interval of 95 %
 * @example meanInterval([1, 2, 3]) // { mean: 2, low: -0.484, high: 4.484, count: 3 }
 */
export function meanInterval(values: readonly number[], level = 0.05): MeanInterval {
  const { mean, variance } = moments(values);
  const count = values.length;
  if (count < 2) return { mean, low: null, high: null, count };
  const half = studentQuantile(1 - level / 2, count - 1) * Math.sqrt(variance / count);
  return { mean, low: mean - half, high: mean + half, count };
}

/**
 * The same with the p of Student's test that the mean is above 0.
 * @param values two or more
 */
export function testedMean(values: readonly number[], level = 0.05): TestedInterval {
  const { mean, variance } = moments(values);
  return tested(mean, Math.sqrt(variance / values.length), values.length - 1, level);
}

/**
 * Mean of `plus` minus mean of `minus` plus `offset`, of two independent samples whose variances may differ, with its interval by Welch's t.
 *
 * @param plus, minus two or more values each
 * @source Welch 1947, The generalization of 'Student's' problem when several different population variances are involved
 */
export function differenceOfMeans(
  plus: readonly number[],
  minus: readonly number[],
  offset = 0,
  level = 0.05,
): TestedInterval {
  const [a, b] = [moments(plus), moments(minus)];
  const [u, v] = [a.variance / plus.length, b.variance / minus.length];
  const freedom = (u + v) ** 2 / (u ** 2 / (plus.length - 1) + v ** 2 / (minus.length - 1));
  return tested(a.mean - b.mean + offset, Math.sqrt(u + v), freedom, level);
}

function tested(mean: number, error: number, freedom: number, level: number): TestedInterval {
  if (!(error > 0)) return { mean, low: mean, high: mean, p: null };
  const half = studentQuantile(1 - level / 2, freedom) * error;
  return { mean, low: mean - half, high: mean + half, p: studentTail(mean / error, freedom) };
}

/** The mean that `meanInterval` gives, without its interval; NaN without values. */
export function meanOf(values: readonly number[]): number {
  const [first = Number.NaN] = values;
  return values.every((value) => value === first) ? first : sortedMean(sorted(values));
}

/** Mean and variance (n - 1); equal values have exactly their value and no variance. */
function moments(values: readonly number[]): { mean: number; variance: number } {
  const [first = Number.NaN] = values;
  if (values.every((value) => value === first)) return { mean: first, variance: 0 };
  const ascending = sorted(values);
  const mean = sortedMean(ascending);
  const squares = ascending.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/** Sorted, so that the order of trials changes no bit. */
function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function sortedMean(ascending: Float64Array): number {
  return ascending.reduce((sum, value) => sum + value, 0) / ascending.length;
}
