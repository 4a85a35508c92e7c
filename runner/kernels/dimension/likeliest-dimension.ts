import type { NearestDistances } from './nearest-distances.ts';

/**
 * Intrinsic dimension by maximum likelihood from k nearest neighbours.
 *
 * 1 / mean_i [ 1/(k-1) sum_{j<k} ln(r_k / r_j) ]: Levina & Bickel's estimate of each sample, of which the inverses are
 * averaged (MacKay & Ghahramani 2005), since their own average is far too large for a small k.
 *
 * @param nearest with k of 2 or more
 * @returns d, in dimensions; null where all neighbours of all samples are equally far
 * Complexity: n k. Error: 1e-12 relative.
 * @source Levina & Bickel 2004, Maximum likelihood estimation of intrinsic dimension, eq. (8)
 * @example likeliestDimension({ distances: Float64Array.of(1, Math.E, 1, Math.E), k: 2, samples: 2 }) // 1
 */
export function likeliestDimension({ distances, k, samples: n }: NearestDistances): number | null {
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    const furthest = distances[i * k + k - 1]!;
    for (let j = 0; j < k - 1; j += 1) sum += Math.log(furthest / distances[i * k + j]!);
  }
  return sum > 0 ? (n * (k - 1)) / sum : null;
}
