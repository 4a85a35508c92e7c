import type { Factors } from '../../contract/numerics.ts';
import { hadamard } from '../hadamard.ts';
import { eigenvalues } from '../spectrum.ts';
import type { WasmKernels } from './kernel-exports.ts';
import { keepsNorms, type ReductionWay, reduceFour } from './reduce-four.ts';
import { lanes } from './reduced-four.ts';
import type { WorkMemory } from './work-memory.ts';

/** Bytes that the QL method keeps beside its matrices. */
const scratchSize = 160;
/** To which share of the largest entry the QL method goes on. */
const convergence = { double: 2 ** -53, single: 1e-9 } as const;
/**
 * The greatest sum of squared eigenvalues of a matrix of trace 1 that single precision is used for: the rounding errors are
 * shares of the largest eigenvalue, and a spectrum that has hardly another would show them.
 */
const purest = 0.5;

/**
 * All eigenvalues of symmetric matrices of one size, four at a time.
 *
 * Householder reduction of two matrices at once, one a SIMD lane, then the root-free QL method of Pal, Walker and Kahan
 * on four tridiagonal matrices at once (Parlett 1980, section 8.15). Above 1,024 rows one matrix after another, in two
 * stages, so that it is read and written once in 32 rows.
 *
 * @param products each a list of matrices [n, n] float64, row-major, whose elementwise product is meant; only the lower
 * triangles are read, and none is changed
 * @param way precision `single` reduces in float32, four matrices at once, and takes the eigenvalues of the tridiagonal ones in float64;
 * matrices with sum l^2 > (sum l)^2 / 2 are solved in double all the same
 * @returns per product n eigenvalues, ascending, in the unit of the matrix
 * Complexity: 4/3 n^3 multiply-adds a matrix; 0.25 ms at n = 128 when the count is a multiple of four, in single precision
 * 0.67 times that, 0.56 at n = 512.
 * Error: below 1e-14 n |A|, against LAPACK 4e-15 |A| seen at n = 128, 6e-15 |A| at n = 512; in two stages 2e-14 |A|
 * seen at n = 1,031. In single precision 2.5e-6 |A|; in
 * entropies of orders from 1 on, 2e-5 bits seen, n from 2 to 1,024, widths from nearly the identity to nearly all ones.
 * @throws RangeError when an entry is not finite, or a size is not n x n
 * @example wasmEigenvalues(kernels, memory, [[Float64Array.of(2, 1, 1, 2)]], 2) // [[1, 3]]
 */
export function wasmEigenvalues(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly Factors[],
  n: number,
  way: ReductionWay = {},
): Float64Array[] {
  if (n < 2) return products.map((factors) => eigenvalues(hadamard(factors), n));
  const results: (Float64Array | null)[] = [];
  for (let at = 0; at < products.length; at += lanes) {
    results.push(...solveFour(kernels, memory, products.slice(at, at + lanes), n, way));
  }
  const again = products.filter((_, at) => results[at] === null);
  const better = again.length > 0 ? inBetter(kernels, memory, again, n, way) : [];
  return results.map((spectrum) => spectrum ?? better.shift()!);
}

/** Once more, where the result would not do: after single precision in double, after that in plain JavaScript. */
function inBetter(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly Factors[],
  n: number,
  way: ReductionWay,
): Float64Array[] {
  if (way.precision === 'single') return wasmEigenvalues(kernels, memory, products, n);
  return products.map((factors) => eigenvalues(hadamard(factors), n));
}

/** Null where a spectrum fails its check, or single precision is too coarse for it. */
function solveFour(
  kernels: WasmKernels,
  memory: WorkMemory,
  four: readonly Factors[],
  n: number,
  way: ReductionWay,
): (Float64Array | null)[] {
  const { precision = 'double' } = way;
  const reduced = reduceFour(kernels, memory, four, n, scratchSize, way);
  const { diagonal, beside, spare, scales, traces, squares: norms } = reduced;
  const converged = kernels.eigenvaluesOfFour(n, diagonal, beside, spare, convergence[precision]) > 0;
  const spectra = memory.doubles(diagonal, lanes * n);
  // one buffer for all of them, as buffers are what the collector takes longest for
  const found = new Float64Array(four.length * n);
  return four.map((_, lane) => {
    if (precision === 'single' && norms[lane]! > purest * traces[lane]! ** 2) return null;
    const spectrum = found.subarray(lane * n, (lane + 1) * n);
    const scale = scales[lane]!;
    let trace = 0;
    let squares = 0;
    for (let i = 0; i < n; i += 1) {
      const value = spectra[lanes * i + lane]!;
      trace += value;
      squares += value * value;
      spectrum[i] = value * scale;
    }
    const sound = converged && keepsNorms(reduced, lane, n, { trace, squares }, precision);
    return sound ? spectrum.sort() : null;
  });
}
