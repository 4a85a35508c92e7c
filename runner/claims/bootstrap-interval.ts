import { randomStream } from '../random/stream.ts';

const resamples = 4000;

/**
 * Percentile bootstrap interval of the mean, 95 %: the mean of n values drawn with replacement, 4000 times; the 2.5 and
 * 97.5 percentiles of those means, interpolated. Deterministic: the draws come from a stream of their own.
 *
 * @param values in one unit, which the interval has too
 * @returns null for fewer than two values
 * @source Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13
 */
export function bootstrapInterval(values: readonly number[]): { low: number; high: number } | null {
  if (values.length < 2) return null;
  const random = randomStream(values.length, 'bootstrap');
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[random.integer(values.length)]!;
    return sum / values.length;
  }).sort();
  return { low: percentile(means, 0.025), high: percentile(means, 0.975) };
}

/** Percentile of sorted values by linear interpolation between neighbours. */
function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
