import type { KernelSamples } from '../../contract/numerics.ts';

/** Bins for every unit of a layer alike. */
export type BinRule =
  | { readonly width: number }
  | { readonly range: readonly [low: number, high: number]; readonly bins: number }
  | { readonly adaptive: number }
  | { readonly quantiles: number };

/**
 * The share of the n d values that lie outside the bins of a range, below its lowest or above its highest edge; 0 for other
 * rules, whose bins cover all.
 *
 * Complexity: n d comparisons. Error: none.
 * @example shareOutside({ range: [0, 1], bins: 2 }, { values: Float64Array.of(-1, 0, 1, 2), n: 4, d: 1 }) // 0.5
 */
export function shareOutside(rule: BinRule, { values, n, d, offset = 0, stride = d }: KernelSamples): number {
  if (!('range' in rule)) return 0;
  const [low, high] = rule.range;
  let outside = 0;
  for (let i = 0; i < n; i += 1) {
    for (let at = offset + i * stride; at < offset + i * stride + d; at += 1) {
      if (values[at]! < low || values[at]! > high) outside += 1;
    }
  }
  return outside / (n * d);
}

/** The number of the bin that a value falls into. */
export type Binner = (value: number) => number;

/**
 * Makes the bins of one layer.
 *
 * `width`: bin floor(t / width). `range`: that many equal bins between low and high; what lies outside counts to the
 * first or the last. `adaptive`: that many equal bins between the least and the greatest value in the samples.
 * `quantiles`: edges at the quantiles i / bins of all values together, half way between neighbours. An edge that falls
 * among equal values (zeros after a rectifier) moves to their nearer end, so bins are fewer or of unequal size then.
 *
 * @param samples [n, d]; `adaptive` and `quantiles` look at all n d values
 * Complexity: constant, n d (`adaptive`) or n d log(n d) (`quantiles`). Error: a value within a rounding of an edge may
 * fall on either side of it.
 * @throws RangeError unless the width is above 0, the count a whole number of at least 1, and the range not empty
 * @example makeBinner({ width: 0.5 }, samples)(1.2) // 2
 */
export function makeBinner(rule: BinRule, samples: KernelSamples): Binner {
  if ('width' in rule) {
    const { width } = rule;
    if (!(width > 0)) throw new RangeError(`a bin must be wider than 0, not ${width}`);
    return (value) => Math.floor(value / width);
  }
  if ('range' in rule) return equalBins(rule.range[0], rule.range[1], rule.bins);
  if ('adaptive' in rule) {
    const [low, high] = extremes(samples);
    return low === high ? () => 0 : equalBins(low, high, rule.adaptive);
  }
  return quantileBins(samples, rule.quantiles);
}

function equalBins(low: number, high: number, bins: number): Binner {
  if (!(high > low)) throw new RangeError(`bins from ${low} to ${high}: the range is empty`);
  checkCount(bins);
  const perUnit = bins / (high - low);
  return (value) => Math.min(bins - 1, Math.max(0, Math.floor((value - low) * perUnit)));
}

function quantileBins(samples: KernelSamples, bins: number): Binner {
  checkCount(bins);
  const { n, d, offset = 0, stride = d } = samples;
  const sorted = new Float64Array(n * d);
  for (let i = 0; i < n; i += 1) {
    const row = samples.values.subarray(offset + i * stride, offset + i * stride + d);
    sorted.set(row, i * d);
  }
  sorted.sort();
  const edges: number[] = [];
  for (let i = 1; i < bins; i += 1) {
    const place = nearestStep(sorted, Math.round((i * sorted.length) / bins));
    if (place === null) continue;
    const edge = sorted[place - 1]! / 2 + sorted[place]! / 2;
    // Half way between close neighbours can round to the lower one, which belongs below.
    const above = edge > sorted[place - 1]! ? edge : sorted[place]!;
    if (above !== edges.at(-1)) edges.push(above);
  }
  return (value) => countUpTo(edges, value);
}

/** The place nearest to `place` at which a sorted list has a value above the one before; null when all are equal. */
function nearestStep(sorted: Float64Array, place: number): number | null {
  let lower = Math.min(place, sorted.length - 1);
  while (lower > 0 && sorted[lower - 1] === sorted[lower]) lower -= 1;
  let upper = Math.max(place, 1);
  while (upper < sorted.length && sorted[upper - 1] === sorted[upper]) upper += 1;
  if (lower === 0) return upper === sorted.length ? null : upper;
  return upper === sorted.length || place - lower <= upper - place ? lower : upper;
}

/** How many of the ascending edges are at most `value`. */
function countUpTo(edges: readonly number[], value: number): number {
  let from = 0;
  let end = edges.length;
  while (from < end) {
    const middle = (from + end) >>> 1;
    if (edges[middle]! <= value) from = middle + 1;
    else end = middle;
  }
  return from;
}

function extremes({ values, n, d, offset = 0, stride = d }: KernelSamples): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i += 1) {
    for (let at = offset + i * stride; at < offset + i * stride + d; at += 1) {
      const value = values[at]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

function checkCount(bins: number): void {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`${bins} bins: a whole number from 1 up`);
}
