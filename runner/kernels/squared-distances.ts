import type { KernelSamples } from '../contract/numerics.ts';

/**
 * Share of |a|^2 + |b|^2 below which a squared distance is taken again from direct differences. The Gram form is wrong
 * by some 4 eps (|a|^2 + |b|^2), so above it the relative error stays below 1e-9.
 */
const cancellation = 1e-6;

/** Features multiplied at a time, so that the rows in use stay in the cache. */
const chunk = 256;

/**
 * Squared Euclidean distances between all pairs of samples.
 *
 * D_ij = |a_i|^2 + |a_j|^2 - 2 <a_i, a_j> on samples with their mean taken off (which changes no distance); where that
 * cancels, sum_k (a_ik - a_jk)^2.
 *
 * Plain JavaScript: the reference for the WebAssembly kernel, and what runs where there is no SIMD.
 *
 * @param samples [n, d], float32 or float64
 * @returns [n, n] float64, row-major, symmetric, with a zero diagonal; in the squared unit of the samples
 * Complexity: n^2 d / 2 multiply-adds, n d + n^2 numbers of memory.
 * Error: below 1e-9 relative, 3e-15 seen on images; equal samples give exactly 0.
 * @throws RangeError when a value is NaN, infinite, or too large to be squared
 * @example squaredDistances({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }) // [0, 25, 25, 0]
 */
export function squaredDistances(samples: KernelSamples): Float64Array {
  const { n, d } = samples;
  const rows = centred(samples);
  const distances = new Float64Array(n * n);
  for (let from = 0; from < d; from += chunk) {
    const features = { from, end: Math.min(from + chunk, d) };
    for (let i = 0; i < n; i += 2) {
      for (let j = 0; j <= i; j += 2) addProducts(rows, n, d, i, j, features, distances);
    }
  }
  const norms = Float64Array.from({ length: n }, (_, i) => distances[i * n + i]!);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) distances[i * n + j] = norms[i]! + norms[j]! - 2 * distances[i * n + j]!;
  }
  return finishDistances(samples, norms, distances);
}

/**
 * The last step of both kernels: replaces cancelled distances, fills the upper triangle and clears the diagonal.
 *
 * @param norms squared lengths of the centred samples, [n]
 * @param distances [n, n] whose strict lower triangle holds the distances in Gram form; changed in place
 * @throws RangeError when a norm is not finite
 */
export function finishDistances(
  samples: KernelSamples,
  norms: Float64Array,
  distances: Float64Array,
): Float64Array {
  const { n } = samples;
  for (let i = 0; i < n; i += 1) {
    if (!Number.isFinite(norms[i])) throw new RangeError(describeNonFinite(samples));
    distances[i * n + i] = 0;
    for (let j = 0; j < i; j += 1) {
      const scale = norms[i]! + norms[j]!;
      let distance = distances[i * n + j]!;
      if (distance <= cancellation * scale) distance = scale === 0 ? 0 : directDistance(samples, i, j);
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
    }
  }
  return distances;
}

/** Rows with the mean of each feature taken off, contiguous. Float32 means keep equal float32 samples at exactly 0. */
function centred({ values, n, d, offset = 0, stride = d }: KernelSamples): Float64Array {
  const means = new Float64Array(d);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0, at = offset + i * stride; k < d; k += 1, at += 1) means[k]! += values[at]!;
  }
  const single = values instanceof Float32Array;
  for (let k = 0; k < d; k += 1) means[k] = single ? Math.fround(means[k]! / n) : means[k]! / n;
  const rows = new Float64Array(n * d);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0, at = offset + i * stride; k < d; k += 1, at += 1)
      rows[i * d + k] = values[at]! - means[k]!;
  }
  return rows;
}

/** Adds the inner products of rows i, i + 1 with rows j, j + 1 (the last row twice where there is no next one). */
function addProducts(
  rows: Float64Array,
  n: number,
  d: number,
  i: number,
  j: number,
  { from, end }: { readonly from: number; readonly end: number },
  out: Float64Array,
): void {
  const nextI = Math.min(i + 1, n - 1);
  const nextJ = Math.min(j + 1, n - 1);
  let [first, cross, back, second] = [0, 0, 0, 0];
  for (let k = from; k < end; k += 1) {
    const x = rows[i * d + k]!;
    const y = rows[nextI * d + k]!;
    const u = rows[j * d + k]!;
    const v = rows[nextJ * d + k]!;
    first += x * u;
    cross += x * v;
    back += y * u;
    second += y * v;
  }
  out[i * n + j]! += first;
  if (nextJ !== j) out[i * n + nextJ]! += cross;
  if (nextI !== i) out[nextI * n + j]! += back;
  if (nextI !== i && nextJ !== j) out[nextI * n + nextJ]! += second;
}

/** Squared distance of two samples, by their differences. */
export function directDistance(
  { values, d, offset = 0, stride = d }: KernelSamples,
  i: number,
  j: number,
): number {
  let sum = 0;
  for (let k = 0, a = offset + i * stride, b = offset + j * stride; k < d; k += 1, a += 1, b += 1) {
    const difference = values[a]! - values[b]!;
    sum += difference * difference;
  }
  return sum;
}

/** Where a value that is not finite is, in words. */
export function describeNonFinite({ values, n, d, offset = 0, stride = d }: KernelSamples): string {
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < d; k += 1) {
      const value = values[offset + i * stride + k]!;
      if (!Number.isFinite(value)) return `${value} at sample ${i}, feature ${k} (counted from 0)`;
    }
  }
  return 'values too large for their squares';
}
