import { centredGram } from '../centred-gram.ts';

/**
 * Dimension as the participation ratio of the covariance C: (tr C)^2 / tr C^2, which is d where d directions have one variance
 * and the others none.
 *
 * The centred inner products of the samples have C's eigenvalues, times n, so (tr G)^2 / |G|^2 is the same.
 *
 * @param distances squared distances, [n, n] float64
 * @returns from 1 to n - 1, in dimensions; null where all samples coincide
 * Complexity: n^2. Error: some n roundings.
 * @source Gao, Trautmann, Yu, Santhanam, Ryu, Shenoy & Ganguli 2017, A theory of multineuronal dimensionality, dynamics and measurement
 * @example participationRatio(Float64Array.of(0, 4, 4, 0), 2) // 1
 */
export function participationRatio(distances: Float64Array, n: number): number | null {
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  const gram = centredGram(distances, n, all, n);
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < n; i += 1) trace += gram[i * n + i]!;
  for (const value of gram) squares += value * value;
  return squares > 0 ? trace ** 2 / squares : null;
}
