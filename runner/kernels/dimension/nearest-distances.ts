/** The distances of distinct samples to their nearest ones. */
export interface NearestDistances {
  /** [samples, k], ascending in each row, all above 0. */
  readonly distances: Float64Array;
  readonly k: number;
  /** Samples that differ from each other: those that coincide with an earlier one are left out. */
  readonly samples: number;
}

/**
 * Distances of each sample to its k nearest ones, where samples that coincide count once.
 *
 * @param distances [n, n] float64, equal to the last bit for equal differences (`directDistances`)
 * @param k neighbours
 * @returns null where fewer than k + 1 samples are distinct, with their number in `samples`
 * Complexity: n^2 log n. Error: none.
 * @example nearestDistances(directDistances({ values: Float64Array.of(0, 1, 3), n: 3, d: 1 }, 'euclidean'), 3, 2).distances // [1, 3, 1, 2, 2, 3]
 */
export function nearestDistances(
  distances: Float64Array,
  n: number,
  k: number,
): NearestDistances | { readonly distances: null; readonly samples: number } {
  const distinct = distinctSamples(distances, n);
  const samples = distinct.length;
  if (samples <= k) return { distances: null, samples };
  const nearest = new Float64Array(samples * k);
  const row = new Float64Array(samples - 1);
  for (const [at, i] of distinct.entries()) {
    let filled = 0;
    for (const j of distinct) if (j !== i) row[filled++] = distances[i * n + j]!;
    nearest.set(row.sort().subarray(0, k), at * k);
  }
  return { distances: nearest, k, samples };
}

/** Samples that no earlier one coincides with. */
function distinctSamples(distances: Float64Array, n: number): number[] {
  const distinct: number[] = [];
  for (let i = 0; i < n; i += 1) {
    if (distinct.every((j) => distances[i * n + j]! > 0)) distinct.push(i);
  }
  return distinct;
}
