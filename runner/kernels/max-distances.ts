import type { Samples } from './samples.ts';

/**
 * Distances of all pairs of samples in the maximum norm: D_ij = max_k |a_ik - a_jk|.
 *
 * @param samples [n, d]
 * @returns [n, n] float64, row-major, symmetric, with a zero diagonal; in the unit of the samples
 * Complexity: n^2 d / 2 differences. Error: one rounding of a difference.
 * @throws RangeError when a value is NaN or infinite
 * @example maxDistances({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }) // [0, 4, 4, 0]
 */
export function maxDistances(samples: Samples): Float64Array {
  const { values, n, d, offset = 0, stride = d } = samples;
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    const a = offset + i * stride;
    for (let k = 0; k < d; k += 1) {
      if (!Number.isFinite(values[a + k]!))
        throw new RangeError(`${values[a + k]} at sample ${i}, feature ${k} (counted from 0)`);
    }
    for (let j = 0; j < i; j += 1) {
      const b = offset + j * stride;
      let largest = 0;
      for (let k = 0; k < d; k += 1) {
        const difference = Math.abs(values[a + k]! - values[b + k]!);
        if (difference > largest) largest = difference;
      }
      distances[i * n + j] = largest;
      distances[j * n + i] = largest;
    }
  }
  return distances;
}
