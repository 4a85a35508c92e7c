import { randomStream } from '../random/stream.ts';

const permutations = 2000;
const mostPoints = 400;

/**
 * Spearman's rank correlation of values with time, and its one-sided permutation p: the share of orders of the values
 * with a correlation at least as great, (1 + count) / (1 + 2000). Of more than 400 points, 400 evenly spread ones
 * count. The null is that every order of the values is as likely, which values of one training that follow each other
 * closely do not quite meet: p is then too small, and the size of the change should be looked at too.
 *
 * @param times increasing
 * @returns correlation 0 and p 1 where all values are equal
 * @source Good 2005, Permutation, Parametric and Bootstrap Tests of Hypotheses
 */
export function rankTrend(
  times: readonly number[],
  values: readonly number[],
): { readonly correlation: number; readonly p: number } {
  const chosen = evenly(times.length);
  const x = centredRanks(chosen.map((i) => times[i]!));
  const y = centredRanks(chosen.map((i) => values[i]!));
  const scale = Math.sqrt(dot(x, x) * dot(y, y));
  if (scale === 0) return { correlation: 0, p: 1 };
  const observed = dot(x, y);
  const random = randomStream(chosen.length, 'permutation');
  let asGreat = 1;
  for (let i = 0; i < permutations; i++) {
    const order = random.permutation(y.length);
    let product = 0;
    for (let k = 0; k < y.length; k++) product += x[k]! * y[order[k]!]!;
    if (product >= observed - 1e-9 * scale) asGreat++;
  }
  return { correlation: observed / scale, p: asGreat / (1 + permutations) };
}

/**
 * The change over the time covered that the median of all slopes between two points makes (Theil & Sen), in the unit of
 * the values. Of more than 400 points, 400 evenly spread ones count.
 *
 * @param times increasing, at least two different ones
 * @source Sen 1968, Estimates of the regression coefficient based on Kendall's tau
 */
export function trendRise(times: readonly number[], values: readonly number[]): number {
  const chosen = evenly(times.length);
  const slopes: number[] = [];
  for (let i = 1; i < chosen.length; i++) {
    for (let k = 0; k < i; k++) {
      const [later, sooner] = [chosen[i]!, chosen[k]!];
      const apart = times[later]! - times[sooner]!;
      if (apart > 0) slopes.push((values[later]! - values[sooner]!) / apart);
    }
  }
  const sorted = Float64Array.from(slopes).sort();
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return median * (times.at(-1)! - times[0]!);
}

function evenly(count: number): number[] {
  const kept = Math.min(count, mostPoints);
  return Array.from({ length: kept }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, kept - 1)));
}

/** Ranks, equal values sharing their mean rank, minus the mean of all ranks. */
function centredRanks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i + 1;
    while (end < order.length && values[order[end]!] === values[order[i]!]) end++;
    for (let k = i; k < end; k++) ranks[order[k]!] = (i + end - values.length) / 2;
    i = end;
  }
  return ranks;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
