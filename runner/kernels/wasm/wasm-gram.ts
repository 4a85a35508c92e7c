import type { KernelTerm } from '../../contract/numerics.ts';
import { exponentScale } from '../gaussian-gram.ts';
import { newMatrix, type TakeMatrix } from '../matrix-stock.ts';
import type { WasmKernels } from './kernel-exports.ts';
import type { WorkMemory } from './work-memory.ts';

/** Most that is held in the module's memory of the distances, and of the matrix, at a time. */
const slabBytes = 2 ** 20;

/**
 * Gram matrix of a Gaussian kernel, joint over any number of variables: the same as `gaussianGram`, with exponentials of two
 * numbers at once.
 *
 * exp(x) = 2^k exp(r) with k = round(x / ln 2) and a polynomial of degree 13 for exp(r).
 *
 * @param take makes the array of the result
 * @returns [n, n] float64, row-major, symmetric, ones on the diagonal; no unit
 * Complexity: n^2 / 2 exponentials. Error: that of the exponent, times K_ij, and 1 ulp seen of the exponential; below 1e-307 it is 0.
 * @throws RangeError when a width is not above 0
 * @example wasmGram(kernels, memory, [{ distances: Float64Array.of(0, 1, 1, 0), sigma: 1 }], 2) // [1, 0.6065306597126334, 0.6065306597126334, 1]
 */
export function wasmGram(
  kernels: WasmKernels,
  memory: WorkMemory,
  terms: readonly KernelTerm[],
  n: number,
  take: TakeMatrix = newMatrix,
): Float64Array {
  const scales = terms.map(({ sigma, divisor }) => -exponentScale(sigma, divisor));
  const gram = take(n * n);
  const held = Math.max(1, Math.min(n, Math.floor(slabBytes / (8 * n))));
  const [from, to] = memory.layout(held * n * 8, held * n * 8) as [number, number];
  for (let first = 0; first < n; first += held) {
    const end = Math.min(first + held, n);
    for (const [at, { distances }] of terms.entries()) {
      memory.doubles(from, (end - first) * n).set(distances.subarray(first * n, end * n));
      kernels.addExponents(n, first, end, scales[at]!, from, to, at === 0 ? 1 : 0);
    }
    kernels.exponentials(n, first, end, to);
    // above the diagonal there is what lay in the memory before
    gram.set(memory.doubles(to, (end - first) * n), first * n);
  }
  return mirror(gram, n);
}

/** Tiles that are turned at a time, so that columns stay in the cache. */
const tile = 32;

/** Copies the lower triangle to the upper one, in place. */
function mirror(matrix: Float64Array, n: number): Float64Array {
  for (let top = 0; top < n; top += tile) {
    const bottom = Math.min(top + tile, n);
    for (let left = 0; left <= top; left += tile) {
      for (let i = top; i < bottom; i += 1) {
        const end = Math.min(left + tile, i);
        for (let j = left; j < end; j += 1) matrix[j * n + i] = matrix[i * n + j]!;
      }
    }
  }
  return matrix;
}
