import { projections } from './projections.ts';

/** Upper triangle R of B = Q R, [p, p] row-major. */
export type Triangle = Float64Array;

/** A column whose square falls below this share of the largest by what is taken off it is none. */
const dependent = 1e-13;

/**
 * Makes columns orthonormal, B = Q R, by Cholesky's factor of B'B, twice. A column that the ones before it give, or that is
 * shorter than `least`, becomes 0.
 *
 * @param block [n, p]; becomes Q
 * @param least length
 * @returns R
 * Complexity: 4 n p^2. Error: columns are orthogonal to some n eps; lengths below 3e-7 of the largest count as 0.
 * @source Yamamoto et al. 2015, Roundoff error analysis of the CholeskyQR2 algorithm
 * @example orthonormalise(Float64Array.of(3, 4), 1, 0) // [5], and the block is [0.6, 0.8]
 */
export function orthonormalise(block: Float64Array, p: number, least: number): Triangle {
  const first = factorOff(block, p, least);
  const second = factorOff(block, p, 0);
  const both = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = i; j < p; j += 1) {
      for (let k = i; k <= j; k += 1) both[i * p + j]! += second[i * p + k]! * first[k * p + j]!;
    }
  }
  return both;
}

/** Divides a block by the factor of its inner products. */
function factorOff(block: Float64Array, p: number, least: number): Triangle {
  const factor = cholesky(projections(block, block, p), p, least);
  for (let at = 0; at < block.length; at += p) {
    for (let j = 0; j < p; j += 1) {
      const pivot = factor[j * p + j]!;
      let sum = block[at + j]!;
      for (let k = 0; k < j; k += 1) sum -= block[at + k]! * factor[k * p + j]!;
      block[at + j] = pivot > 0 ? sum / pivot : 0;
    }
  }
  return factor;
}

/** R with R'R = G; the row of a column that depends on those before it is 0. */
function cholesky(gram: Float64Array, p: number, least: number): Triangle {
  let largest = 0;
  for (let j = 0; j < p; j += 1) largest = Math.max(largest, gram[j * p + j]!);
  const floor = Math.max(dependent * largest, least * least);
  const factor = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    let left = gram[i * p + i]!;
    for (let k = 0; k < i; k += 1) left -= factor[k * p + i]! ** 2;
    if (!(left > floor)) continue;
    const pivot = Math.sqrt(left);
    factor[i * p + i] = pivot;
    for (let j = i + 1; j < p; j += 1) {
      let sum = gram[i * p + j]!;
      for (let k = 0; k < i; k += 1) sum -= factor[k * p + i]! * factor[k * p + j]!;
      factor[i * p + j] = sum / pivot;
    }
  }
  return factor;
}
