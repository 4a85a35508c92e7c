import { centred } from './kernel-alignment.ts';

/** Which estimate of the Hilbert-Schmidt independence criterion: Gretton's, which is above 0 for independent data, or Song's. */
export type CentringRule = 'biased' | 'unbiased';

/** A kernel matrix without its means, ready to be compared. */
export interface CentredKernel {
  /** [n, n] float64, symmetric. */
  readonly values: Float64Array;
  /** Frobenius norm; 0 where no more than round-off is left, and then there is nothing to compare. */
  readonly norm: number;
}

/** Share of n times the greatest entry below which a norm is round-off. */
const roundOff = 1e-12;

/**
 * A kernel matrix as centred kernel alignment takes it.
 *
 * `biased`: HKH with H = I - 1/n (Gretton et al. 2005). `unbiased`: U-centred, that is off the diagonal
 * K_ij - (r_i + r_j) / (n - 2) + s / ((n - 1) (n - 2)) with r the row sums and s the sum of all entries off the diagonal, and
 * 0 on it; <A, B> / (n (n - 3)) of two of them is Song et al. 2012's unbiased estimate (Székely & Rizzo 2014, prop. 1).
 * Neither sees what is added to whole rows and columns, so half the negative squared distances stand for inner products.
 *
 * @param kernel [n, n] float64, symmetric; for `unbiased` its diagonal is not read
 * @throws RangeError for `unbiased` with fewer than 4 samples
 * Complexity: n^2. Error: some n roundings of the greatest entry.
 * @example centredKernel(Float64Array.of(1, 0, 0, 1), 2, 'biased') // { values: [0.5, -0.5, -0.5, 0.5], norm: 1 }
 */
export function centredKernel(kernel: Float64Array, n: number, rule: CentringRule): CentredKernel {
  if (rule === 'unbiased' && n < 4) throw new RangeError(`the unbiased estimate needs 4 samples, not ${n}`);
  const values = rule === 'biased' ? centred(kernel, n) : uCentred(kernel, n);
  let squares = 0;
  for (const value of values) squares += value * value;
  let greatest = 0;
  for (const value of kernel) greatest = Math.max(greatest, Math.abs(value));
  const norm = Math.sqrt(squares);
  return { values, norm: norm > roundOff * n * greatest ? norm : 0 };
}

/**
 * Centred kernel alignment of two kernels: <A, B> / (|A| |B|), the cosine of the angle between them.
 *
 * @param a centred @param b centred by the same rule, of the same samples
 * @returns between -1 and 1, at least 0 for `biased`; null where one of them has no norm
 * Complexity: n^2. Error: that of the kernels.
 * @source Kornblith, Norouzi, Lee & Hinton 2019, eq. (4); Song, Smola, Gretton, Bedo & Borgwardt 2012, eq. (5)
 * @example kernelSimilarity(a, a) // 1
 */
export function kernelSimilarity(a: CentredKernel, b: CentredKernel): number | null {
  if (a.norm === 0 || b.norm === 0) return null;
  let sum = 0;
  for (let at = 0; at < a.values.length; at += 1) sum += a.values[at]! * b.values[at]!;
  return Math.max(-1, Math.min(1, sum / a.norm / b.norm));
}

function uCentred(kernel: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) if (j !== i) sums[i]! += kernel[i * n + j]!;
  }
  const total = sums.reduce((sum, value) => sum + value, 0) / ((n - 1) * (n - 2));
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const value = kernel[i * n + j]! - (sums[i]! + sums[j]!) / (n - 2) + total;
      values[i * n + j] = value;
      values[j * n + i] = value;
    }
  }
  return values;
}
