import type { KernelSamples } from '../contract/numerics.ts';
import { symmetricEigenvectors } from './symmetric-eigenvectors.ts';

/** Samples by their coordinates along principal components. */
export interface PrincipalComponents extends KernelSamples {
  readonly values: Float64Array;
  /** Share of the variance that they have. */
  readonly share: number;
}

/**
 * The coordinates of samples along the directions in which they vary most, their mean taken off, the first direction first.
 *
 * By the covariance where there are no more features than samples, else by the inner products of the samples, which have the same
 * eigenvalues. A direction without variance (less than n eps of the first one's) is left out, so that there can be fewer than asked
 * for; of constant samples one coordinate is left, which is 0. The sign of a coordinate is such that the greatest entry of its
 * eigenvector is above 0.
 *
 * @param samples [n, d]
 * @param count how many directions at most
 * @returns [n, count or fewer] float64, in the unit of the samples
 * @source Pearson 1901; by inner products: Gower 1966
 * Complexity: n d min(n, d) / 2 + 7 min(n, d)^3. Error: a few n eps of the greatest singular value.
 * @example principalComponents({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }, 1) // values [-2.5, 2.5], share 1
 */
export function principalComponents(samples: KernelSamples, count: number): PrincipalComponents {
  const { n, d } = samples;
  const rows = centred(samples);
  const byFeatures = d <= n;
  const size = byFeatures ? d : n;
  const matrix = byFeatures ? featureProducts(rows, n, d) : sampleProducts(rows, n, d);
  let total = 0;
  for (let i = 0; i < size; i += 1) total += matrix[i * size + i]!;
  const { values, vectors } = symmetricEigenvectors(matrix, size, Math.min(count, size));
  const floor = Number.EPSILON * n * (values[0] ?? 0);
  const kept = values.findIndex((value) => value <= floor);
  const m = kept < 0 ? values.length : kept;
  if (m === 0) return { values: new Float64Array(n), n, d: 1, share: 1 };
  const scores = byFeatures ? project(rows, n, d, vectors, m) : scale(vectors, values, n, m);
  let found = 0;
  for (let at = 0; at < m; at += 1) found += values[at]!;
  return { values: scores, n, d: m, share: Math.min(1, found / total) };
}

function centred({ values, n, d, offset = 0, stride = d }: KernelSamples): Float64Array {
  const rows = new Float64Array(n * d);
  const means = new Float64Array(d);
  for (let i = 0; i < n; i += 1)
    for (let k = 0; k < d; k += 1) means[k]! += values[offset + i * stride + k]! / n;
  for (let i = 0; i < n; i += 1)
    for (let k = 0; k < d; k += 1) rows[i * d + k] = values[offset + i * stride + k]! - means[k]!;
  return rows;
}

/** [d, d] */
function featureProducts(rows: Float64Array, n: number, d: number): Float64Array {
  const products = new Float64Array(d * d);
  for (let i = 0; i < n; i += 1) {
    const row = rows.subarray(i * d, (i + 1) * d);
    for (let a = 0; a < d; a += 1) {
      const one = row[a]!;
      if (one === 0) continue;
      for (let b = 0; b <= a; b += 1) products[a * d + b]! += one * row[b]!;
    }
  }
  return mirrored(products, d);
}

/** [n, n] */
function sampleProducts(rows: Float64Array, n: number, d: number): Float64Array {
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const [one, other] = [i * d, j * d];
      let sum = 0;
      for (let k = 0; k < d; k += 1) sum += rows[one + k]! * rows[other + k]!;
      products[i * n + j] = sum;
    }
  }
  return mirrored(products, n);
}

function mirrored(matrix: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j < i; j += 1) matrix[j * size + i] = matrix[i * size + j]!;
  return matrix;
}

function project(rows: Float64Array, n: number, d: number, vectors: Float64Array, m: number): Float64Array {
  const scores = new Float64Array(n * m);
  for (let i = 0; i < n; i += 1) {
    for (let at = 0; at < m; at += 1) {
      let sum = 0;
      for (let k = 0; k < d; k += 1) sum += rows[i * d + k]! * vectors[at * d + k]!;
      scores[i * m + at] = sum;
    }
  }
  return scores;
}

/** Eigenvectors of the inner products, each as long as its singular value. */
function scale(vectors: Float64Array, values: Float64Array, n: number, m: number): Float64Array {
  const scores = new Float64Array(n * m);
  for (let at = 0; at < m; at += 1) {
    const length = Math.sqrt(values[at]!);
    for (let i = 0; i < n; i += 1) scores[i * m + at] = length * vectors[at * n + i]!;
  }
  return scores;
}
