import { randomStream } from '../random/stream.ts';

const resamples = 4000;
const statisticResamples = 1000;

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

/**
 * Percentile bootstrap interval, 95 %, of any statistic of n things drawn with replacement, 1000 times. Deterministic.
 *
 * @param count n
 * @param statistic gets how often each of the n was drawn; null leaves the draw out
 * @returns null for fewer than two things, or when no draw has a statistic
 * @source Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13
 */
export function bootstrapStatistic(
  count: number,
  statistic: (drawn: Uint32Array) => number | null,
): { low: number; high: number } | null {
  if (count < 2) return null;
  const random = randomStream(count, 'bootstrap');
  const found: number[] = [];
  for (let draw = 0; draw < statisticResamples; draw++) {
    const drawn = new Uint32Array(count);
    for (let i = 0; i < count; i++) drawn[random.integer(count)]!++;
    const value = statistic(drawn);
    if (value !== null) found.push(value);
  }
  if (found.length === 0) return null;
  const sorted = Float64Array.from(found).sort();
  return { low: percentile(sorted, 0.025), high: percentile(sorted, 0.975) };
}

/** Percentile of sorted values by linear interpolation between neighbours. */
function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
