import type { Samples } from './samples.ts';

/**
 * Share of |a|^2 + |b|^2 below which a squared distance is taken again from direct differences. The Gram form is wrong
 * by some 4 eps (|a|^2 + |b|^2), so above it the relative error stays below 1e-9.
 */
const cancellation = 1e-6;

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
 * Error: below 1e-9 relative, 4e-13 seen on images; equal samples give exactly 0.
 * @throws RangeError when a value is NaN, infinite, or too large to be squared
 * @example squaredDistances({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }) // [0, 25, 25, 0]
 */
export function squaredDistances(samples: Samples): Float64Array {
  const { n, d } = samples;
  const rows = centred(samples);
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i += 2) {
    for (let j = 0; j <= i; j += 2) productsOfPairs(rows, n, d, i, j, distances);
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
  samples: Samples,
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
function centred({ values, n, d, offset = 0, stride = d }: Samples): Float64Array {
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

/** Inner products of rows i, i + 1 with rows j, j + 1 (where they exist), four at a time for the registers' sake. */
function productsOfPairs(
  rows: Float64Array,
  n: number,
  d: number,
  i: number,
  j: number,
  out: Float64Array,
): void {
  const lastI = Math.min(i + 1, n - 1);
  const lastJ = Math.min(j + 1, n - 1);
  let a = i * d;
  let b = lastI * d;
  let c = j * d;
  let e = lastJ * d;
  let ac = 0;
  let ae = 0;
  let bc = 0;
  let be = 0;
  for (let k = 0; k < d; k += 1) {
    const x = rows[a++]!;
    const y = rows[b++]!;
    const u = rows[c++]!;
    const v = rows[e++]!;
    ac += x * u;
    ae += x * v;
    bc += y * u;
    be += y * v;
  }
  out[i * n + j] = ac;
  out[i * n + lastJ] = ae;
  out[lastI * n + j] = bc;
  out[lastI * n + lastJ] = be;
}

function directDistance({ values, d, offset = 0, stride = d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let k = 0, a = offset + i * stride, b = offset + j * stride; k < d; k += 1, a += 1, b += 1) {
    const difference = values[a]! - values[b]!;
    sum += difference * difference;
  }
  return sum;
}

function describeNonFinite({ values, n, d, offset = 0, stride = d }: Samples): string {
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < d; k += 1) {
      const value = values[offset + i * stride + k]!;
      if (!Number.isFinite(value)) return `${value} at sample ${i}, feature ${k} (counted from 0)`;
    }
  }
  return 'values too large for their squares';
}
