import { hadamard } from '../hadamard.ts';
import { eigenvalues } from '../spectrum.ts';
import { keepsNorms, lanes, reduceFour } from './reduce-four.ts';
import type { WasmKernels } from './wasm-kernels.ts';
import type { WorkMemory } from './work-memory.ts';

/** Bytes that the QL method keeps beside its matrices. */
const scratchSize = 160;

/**
 * All eigenvalues of symmetric matrices of one size, four at a time.
 *
 * Householder reduction of two matrices at once, one a SIMD lane, then the root-free QL method of Pal, Walker and Kahan
 * on four tridiagonal matrices at once (Parlett 1980, section 8.15).
 *
 * @param products each a list of matrices [n, n] float64, row-major, whose elementwise product is meant; only the lower
 * triangles are read, and none is changed
 * @returns per product n eigenvalues, ascending, in the unit of the matrix
 * Complexity: 4/3 n^3 multiply-adds a matrix; 0.25 ms at n = 128 when the count is a multiple of four.
 * Error: below 1e-14 n |A|, against LAPACK 4e-15 |A| seen at n = 128, 6e-15 |A| at n = 512.
 * @throws RangeError when an entry is not finite, or a size is not n x n
 * @example wasmEigenvalues(kernels, memory, [[Float64Array.of(2, 1, 1, 2)]], 2) // [[1, 3]]
 */
export function wasmEigenvalues(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly (readonly Float64Array[])[],
  n: number,
): Float64Array[] {
  if (n < 2) return products.map((factors) => eigenvalues(hadamard(factors), n));
  const results: Float64Array[] = [];
  for (let at = 0; at < products.length; at += lanes) {
    results.push(...solveFour(kernels, memory, products.slice(at, at + lanes), n));
  }
  return results;
}

function solveFour(
  kernels: WasmKernels,
  memory: WorkMemory,
  four: readonly (readonly Float64Array[])[],
  n: number,
): Float64Array[] {
  const reduced = reduceFour(kernels, memory, four, n, scratchSize);
  const { diagonal, beside, spare, scales } = reduced;
  const converged = kernels.eigenvaluesOfFour(n, diagonal, beside, spare) > 0;
  const spectra = memory.doubles(diagonal, lanes * n);
  return four.map((factors, lane) => {
    const spectrum = new Float64Array(n);
    let trace = 0;
    let squares = 0;
    for (let i = 0; i < n; i += 1) {
      const value = spectra[lanes * i + lane]!;
      trace += value;
      squares += value * value;
      spectrum[i] = value * scales[lane]!;
    }
    const sound = converged && keepsNorms(reduced, lane, n, { trace, squares });
    return sound ? spectrum.sort() : eigenvalues(hadamard(factors), n);
  });
}
