import type { Samples } from './samples.ts';
import { eigenvalues } from './spectrum.ts';
import { squaredDistances } from './squared-distances.ts';

/** The two kernels that cost time, in plain JavaScript or in WebAssembly. They agree to the errors they state. */
export interface Numerics {
  /** Part of the numeric class: results differ between these in their last digits. */
  readonly name: 'javascript' | 'wasm-simd' | 'wasm-fma';
  /** Squared distances of all pairs, [n, n]; see `squaredDistances`. */
  squaredDistances(samples: Samples): Float64Array;
  /** Ascending eigenvalues of symmetric matrices [n, n] of one size; see `eigenvalues`. */
  eigenvaluesBatch(matrices: readonly Float64Array[], n: number): Float64Array[];
}

/** Plain JavaScript: the reference, and what runs where WebAssembly has no SIMD. */
export const plainNumerics: Numerics = {
  name: 'javascript',
  squaredDistances,
  eigenvaluesBatch: (matrices, n) => matrices.map((matrix) => eigenvalues(matrix, n)),
};
