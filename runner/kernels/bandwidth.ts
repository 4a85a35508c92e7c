/** Form of the exponent in Silverman's rule. */
export type SilvermanExponent = 'classical' | 'paper';

/**
 * Width of a Gaussian kernel by Silverman's rule, a rule of n and d alone.
 *
 * s = h n^(-1/(4+d)) (`classical`: Silverman 1986, section 4.3.2), or s = h n^(-1/(1+d)) (`paper`: as printed in
 * Yu, Jenssen & Príncipe 2018, section 3).
 *
 * @param h factor, in the unit of the data
 * @param n samples
 * @param d features of a sample
 * @returns s, in the unit of the data
 * Complexity: constant. Error: one rounding of the power.
 * @throws RangeError unless h > 0, n >= 1 and d >= 1
 * @example silverman(5, 100, 1) // 1.990535852767486
 */
export function silverman(
  h: number,
  n: number,
  d: number,
  exponent: SilvermanExponent = 'classical',
): number {
  if (!(h > 0) || !(n >= 1) || !(d >= 1))
    throw new RangeError(`silverman(${h}, ${n}, ${d}): h > 0, n >= 1 and d >= 1`);
  return h * n ** (-1 / ((exponent === 'paper' ? 1 : 4) + d));
}

/**
 * Width of a Gaussian kernel by the median rule: the median of the nonzero distances between two samples, over sqrt 2.
 *
 * At this width exp(-D / (2 s^2)) of a pair at the median distance is 1/e. Of an even count the median is the mean of
 * the two in the middle.
 *
 * @param distances squared distances, [n, n] float64; the lower triangle is read
 * @returns s, in the unit of the data; 0 when all samples are equal
 * Complexity: n^2 log n. Error: that of the distances.
 * @source Gretton et al. 2012, A kernel two-sample test, section 8 (the heuristic)
 * @example medianWidth(Float64Array.of(0, 8, 8, 0), 2) // 2
 */
export function medianWidth(distances: Float64Array, n: number): number {
  const nonzero = new Float64Array((n * (n - 1)) / 2);
  let count = 0;
  for (let i = 1; i < n; i += 1) {
    for (let at = i * n; at < i * n + i; at += 1) if (distances[at]! > 0) nonzero[count++] = distances[at]!;
  }
  if (count === 0) return 0;
  const sorted = nonzero.subarray(0, count).sort();
  const low = Math.sqrt(sorted[(count - 1) >> 1]!);
  const high = Math.sqrt(sorted[count >> 1]!);
  return (low + high) / (2 * Math.SQRT2);
}

/**
 * Width of a Gaussian kernel by the rule of neighbours: the mean, over samples, of the mean distance to the k nearest.
 *
 * @param distances squared distances, [n, n] float64
 * @param k neighbours, from 1 to n - 1; a sample is not its own neighbour, a duplicate is
 * @returns s, in the unit of the data; 0 when every sample has k duplicates
 * Complexity: n^2 log n. Error: that of the distances.
 * @throws RangeError unless 1 <= k < n
 * @example neighbourWidth(Float64Array.of(0, 1, 9, 1, 0, 4, 9, 4, 0), 3, 1) // (1 + 1 + 2) / 3
 */
export function neighbourWidth(distances: Float64Array, n: number, k: number): number {
  if (!(k >= 1 && k < n))
    throw new RangeError(`${k} nearest neighbours of ${n} samples; there are ${n - 1} others`);
  let sum = 0;
  const others = new Float64Array(n - 1);
  for (let i = 0; i < n; i += 1) {
    others.set(distances.subarray(i * n, i * n + i));
    others.set(distances.subarray(i * n + i + 1, (i + 1) * n), i);
    others.sort();
    for (let at = 0; at < k; at += 1) sum += Math.sqrt(others[at]!);
  }
  return sum / (n * k);
}

/** The smallest distance above 0 between two samples, 0 when all are equal. @param distances squared, [n, n] */
export function smallestDistance(distances: Float64Array): number {
  let smallest = Infinity;
  for (const distance of distances) if (distance > 0 && distance < smallest) smallest = distance;
  return smallest === Infinity ? 0 : Math.sqrt(smallest);
}
