import type { KernelSamples } from '../../contract/numerics.ts';

/** How far two samples are apart: the greatest difference of a feature, or the root of the sum of squared differences. */
export type Norm = 'max' | 'euclidean';

/** Features compared at a time, so that the rows in use stay in the cache. */
const chunk = 512;

/**
 * Distances of all pairs of samples from the differences of their features: max_k |a_ik - a_jk|, or
 * sqrt(sum_k (a_ik - a_jk)^2).
 *
 * Pairs with the same differences have the same distance to the last bit, so that it can be asked whether one is nearer
 * than another. `squaredDistances`, which takes inner products, is quicker in the Euclidean norm and says that of equal
 * samples only.
 *
 * @param samples [n, d]
 * @returns [n, n] float64, row-major, symmetric, with a zero diagonal; in the unit of the samples
 * Complexity: n^2 d / 2 differences, n d + n^2 numbers of memory. Error: one rounding of a difference (maximum norm),
 * some d roundings of the greatest square (Euclidean).
 * @throws RangeError when a value is NaN or infinite, or a distance is too large for float64
 * @example directDistances({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }, 'max') // [0, 4, 4, 0]
 * @example directDistances({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }, 'euclidean') // [0, 5, 5, 0]
 */
export function directDistances(samples: KernelSamples, norm: Norm): Float64Array {
  const { n, d } = samples;
  const rows = doubles(samples);
  const distances = new Float64Array(n * n);
  const extend = norm === 'max' ? widen : addSquares;
  for (let from = 0; from < d; from += chunk) {
    const end = Math.min(from + chunk, d);
    for (let i = 0; i < n; i += 2) {
      for (let j = 0; j < i + 2 && j < n; j += 2) extend(rows, n, d, i, j, from, end, distances);
    }
  }
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const found = distances[i * n + j]!;
      const distance = norm === 'max' ? found : Math.sqrt(found);
      if (distance === Number.POSITIVE_INFINITY)
        throw new RangeError(`the distance between samples ${j} and ${i} (counted from 0) is too large`);
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
    }
  }
  return distances;
}

/** Raises the distances of rows i, i + 1 to rows j, j + 1 (the last row twice where there is no next one). */
function widen(
  rows: Float64Array,
  n: number,
  d: number,
  i: number,
  j: number,
  from: number,
  end: number,
  distances: Float64Array,
): void {
  const nextI = Math.min(i + 1, n - 1);
  const nextJ = Math.min(j + 1, n - 1);
  let first = distances[i * n + j]!;
  let cross = distances[i * n + nextJ]!;
  let back = distances[nextI * n + j]!;
  let second = distances[nextI * n + nextJ]!;
  const [a, b, e, f] = [i * d, nextI * d, j * d, nextJ * d];
  for (let k = from; k < end; k += 1) {
    const x = rows[a + k]!;
    const y = rows[b + k]!;
    const u = rows[e + k]!;
    const v = rows[f + k]!;
    first = Math.max(first, Math.abs(x - u));
    cross = Math.max(cross, Math.abs(x - v));
    back = Math.max(back, Math.abs(y - u));
    second = Math.max(second, Math.abs(y - v));
  }
  distances[i * n + j] = first;
  distances[i * n + nextJ] = cross;
  distances[nextI * n + j] = back;
  distances[nextI * n + nextJ] = second;
}

/** The same for sums of squares, features always in the same order. */
function addSquares(
  rows: Float64Array,
  n: number,
  d: number,
  i: number,
  j: number,
  from: number,
  end: number,
  distances: Float64Array,
): void {
  const nextI = Math.min(i + 1, n - 1);
  const nextJ = Math.min(j + 1, n - 1);
  let first = distances[i * n + j]!;
  let cross = distances[i * n + nextJ]!;
  let back = distances[nextI * n + j]!;
  let second = distances[nextI * n + nextJ]!;
  const [a, b, e, f] = [i * d, nextI * d, j * d, nextJ * d];
  for (let k = from; k < end; k += 1) {
    const x = rows[a + k]!;
    const y = rows[b + k]!;
    const u = rows[e + k]!;
    const v = rows[f + k]!;
    first += (x - u) * (x - u);
    cross += (x - v) * (x - v);
    back += (y - u) * (y - u);
    second += (y - v) * (y - v);
  }
  distances[i * n + j] = first;
  distances[i * n + nextJ] = cross;
  distances[nextI * n + j] = back;
  distances[nextI * n + nextJ] = second;
}

/** The rows one after the other, float64. */
function doubles({ values, n, d, offset = 0, stride = d }: KernelSamples): Float64Array {
  const rows = new Float64Array(n * d);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < d; k += 1) {
      const value = values[offset + i * stride + k]!;
      if (!Number.isFinite(value))
        throw new RangeError(`${value} at sample ${i}, feature ${k} (counted from 0)`);
      rows[i * d + k] = value;
    }
  }
  return rows;
}
