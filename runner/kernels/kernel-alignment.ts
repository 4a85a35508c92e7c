import type { KernelDivisor } from '../contract/numerics.ts';
import { exponentScale } from './gaussian-gram.ts';

/** Widths that are tried: `points` of them, evenly on a logarithmic scale, from `from` to `to` times the mean distance. */
export interface AlignmentGrid {
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/**
 * The width of a grid whose Gaussian kernel is most aligned with a kernel on the labels.
 *
 * Centred alignment A(K, L) = <HKH, HLH> / (|HKH| |HLH|) with H = I - 1/n and Frobenius products (Cortes, Mohri &
 * Rostamizadeh 2012; used for widths by Wickstrøm et al. 2019, who try 75 values from 0.1 to 10 times the mean distance).
 * Of equal alignments the smaller width is taken: of all widths the smallest where the labels' kernel is flat, as with one class,
 * whose alignments would be round-off.
 *
 * @param distances squared distances of the variable, [n, n] float64
 * @param labels a kernel on the labels, [n, n] float64, as `centred` makes it
 * @returns s, in the unit of the data; 0 when all samples are equal
 * Complexity: n^2 / 2 exponentials a point. Error: exact to the spacing of the grid.
 * @example alignedWidth(Float64Array.of(0, 4, 4, 0), 2, centred(Float64Array.of(1, 0, 0, 1), 2), { from: 1, to: 1, points: 1 }, '2s2') // 2
 */
export function alignedWidth(
  distances: Float64Array,
  n: number,
  labels: Float64Array,
  { from, to, points }: AlignmentGrid,
  divisor: KernelDivisor,
): number {
  let sum = 0;
  for (let i = 1; i < n; i += 1) {
    for (let at = i * n; at < i * n + i; at += 1) sum += Math.sqrt(distances[at]!);
  }
  const mean = sum / ((n * (n - 1)) / 2);
  if (mean === 0) return 0;
  if (isFlat(labels)) return from * mean;
  let best = { sigma: from * mean, alignment: Number.NEGATIVE_INFINITY };
  for (let at = 0; at < points; at += 1) {
    const sigma = mean * from * (to / from) ** (points === 1 ? 0 : at / (points - 1));
    const alignment = alignmentAt(distances, n, labels, exponentScale(sigma, divisor));
    if (alignment > best.alignment) best = { sigma, alignment };
  }
  return best.sigma;
}

/**
 * HLH with H = I - 1/n: a symmetric kernel with its row and column means taken off.
 * @param kernel [n, n] float64
 * @example centred(Float64Array.of(1, 0, 0, 1), 2) // [0.5, -0.5, -0.5, 0.5]
 */
export function centred(kernel: Float64Array, n: number): Float64Array {
  const means = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    for (let at = i * n; at < (i + 1) * n; at += 1) means[i]! += kernel[at]! / n;
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / n;
  return kernel.map((value, at) => value - means[Math.floor(at / n)]! - means[at % n]! + mean);
}

/** Whether a centred kernel with ones on its diagonal has no entry above round-off. */
function isFlat(centredKernel: Float64Array): boolean {
  return centredKernel.every((value) => Math.abs(value) < 1e-12);
}

/**
 * <K, HLH> / |HKH|, which orders widths as the alignment does; <HKH, HLH> = <K, HLH> as H is a projection, and
 * |HKH|^2 = sum K^2 - 2 sum_i r_i^2 / n + (sum r)^2 / n^2 with r the row sums. A kernel without structure has 0.
 */
function alignmentAt(distances: Float64Array, n: number, labels: Float64Array, scale: number): number {
  const rows = new Float64Array(n).fill(1);
  let squares = n;
  let product = 0;
  for (let i = 0; i < n; i += 1) {
    product += labels[i * n + i]!;
    for (let j = 0; j < i; j += 1) {
      const value = Math.exp(-scale * distances[i * n + j]!);
      rows[i]! += value;
      rows[j]! += value;
      squares += 2 * value * value;
      product += 2 * value * labels[i * n + j]!;
    }
  }
  let total = 0;
  let rowSquares = 0;
  for (const row of rows) {
    total += row;
    rowSquares += row * row;
  }
  const norm = squares - (2 * rowSquares) / n + (total / n) ** 2;
  return norm > 1e-12 * squares ? product / Math.sqrt(norm) : 0;
}
