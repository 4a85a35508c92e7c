/**
 * Which bound on the entropy of a mixture: the pairwise Kullback-Leibler divergence bounds it from above, the Chernoff
 * divergence of order 1/2 (Bhattacharyya's) from below.
 */
export type EntropyBound = 'upper' | 'lower';

/**
 * Bound on what noise leaves of the entropy of points: h(T + Z) - h(Z) with T one of the m points, each as likely, and Z
 * normal noise of variance v in each coordinate.
 *
 * -1/m sum_i ln 1/m sum_j exp(-D_ij / c) with c = 2 v (upper) or 8 v (lower): Kolchinsky & Tracey 2017,
 * with normal components of one variance. Since T is a function of X, this is I(X; T + Z).
 *
 * @param distances squared distances of all n points, [n, n] float64
 * @param n points in `distances`
 * @param variance v, in the squared unit of the points
 * @param members the m points that count, by number; all n when left out
 * @returns nats, between 0 and ln m
 * Complexity: m^2 / 2 exponentials. Error: below 1e-13 nats for exact distances.
 * @throws RangeError unless the variance is above 0 and a point counts
 * @example pairwiseEntropy(Float64Array.of(0, 2, 2, 0), 2, 1, 'upper') // 0.3798854930417224
 */
export function pairwiseEntropy(
  distances: Float64Array,
  n: number,
  variance: number,
  bound: EntropyBound,
  members: ArrayLike<number> = Uint32Array.from({ length: n }, (_, i) => i),
): number {
  const m = members.length;
  if (!(variance > 0)) throw new RangeError(`the variance of noise must be above 0, not ${variance}`);
  if (m === 0) throw new RangeError('the entropy of no points');
  const scale = -1 / ((bound === 'upper' ? 2 : 8) * variance);
  const sums = new Float64Array(m).fill(1);
  for (let i = 1; i < m; i += 1) {
    const row = members[i]! * n;
    for (let j = 0; j < i; j += 1) {
      const likeness = Math.exp(scale * distances[row + members[j]!]!);
      sums[i]! += likeness;
      sums[j]! += likeness;
    }
  }
  let nats = 0;
  for (const sum of sums) nats -= Math.log(sum / m);
  return Math.max(nats / m, 0);
}

/**
 * Differential entropy of normal noise of variance v in each of d coordinates: d/2 ln(2 pi e v).
 *
 * @returns nats
 * Complexity: constant. Error: one rounding of the logarithm.
 * @example noiseEntropy(1, 1) // 1.4189385332046727
 */
export function noiseEntropy(variance: number, d: number): number {
  return (d / 2) * Math.log(2 * Math.PI * Math.E * variance);
}
