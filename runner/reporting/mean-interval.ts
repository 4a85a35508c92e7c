import { studentQuantile } from './student-t.ts';

export interface MeanInterval {
  readonly mean: number;
  /** Ends of the 95 % interval; null for a single value. */
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}

/**
 * Mean of values and its 95 % interval, mean -+ t s / sqrt(n), with s the standard deviation and t the 97.5 % quantile of
 * Student's distribution with n - 1 degrees of freedom. In the unit of the values.
 *
 * @example meanInterval([1, 2, 3]) // { mean: 2, low: -0.484, high: 4.484, count: 3 }
 */
export function meanInterval(values: readonly number[]): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, low: null, high: null, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentQuantile(0.975, count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, low: mean - half, high: mean + half, count };
}
