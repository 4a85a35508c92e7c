import { hadamard } from './hadamard.ts';
import type { Samples } from './samples.ts';
import { eigenvalues } from './spectrum.ts';
import { squaredDistances } from './squared-distances.ts';

/** Symmetric matrices [n, n] that are multiplied elementwise; at least one. */
export type Factors = readonly Float64Array[];

/** The two kernels that cost time, in plain JavaScript or in WebAssembly. They agree to the errors they state. */
export interface Numerics {
  /** Part of the numeric class: results differ between these in their last digits. */
  readonly name: 'javascript' | 'wasm-simd' | 'wasm-fma';
  /** Squared distances of all pairs, [n, n]; see `squaredDistances`. */
  squaredDistances(samples: Samples): Float64Array;
  /** Ascending eigenvalues of elementwise products of symmetric matrices [n, n], all of one size; see `eigenvalues`. */
  eigenvaluesBatch(products: readonly Factors[], n: number): Float64Array[];
}

/** Plain JavaScript: the reference, and what runs where WebAssembly has no SIMD. */
export const plainNumerics: Numerics = {
  name: 'javascript',
  squaredDistances,
  eigenvaluesBatch: (products, n) => products.map((factors) => eigenvalues(hadamard(factors), n)),
};
