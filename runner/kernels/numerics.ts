import type { Factors, KernelSamples, KernelTerm, Precision, RationalPower } from '../contract/numerics.ts';
import { gaussianGram } from './gaussian-gram.ts';
import { hadamard } from './hadamard.ts';
import { productDistances } from './product-distances.ts';
import { excessOf } from './rational-power.ts';
import { eigenvalues } from './spectrum.ts';
import { squaredDistances } from './squared-distances.ts';
import { plainTilePass } from './tiles/plain-tiles.ts';
import type { TilePass } from './tiles/tile-job.ts';

/** The kernels that cost time, in plain JavaScript or in WebAssembly. They agree to the errors they state. */
export interface Numerics {
  /** Part of the numeric class: results differ between these in their last digits. */
  readonly name: 'javascript' | 'wasm-simd' | 'wasm-fma';
  /** Squared distances of all pairs, [n, n]; see `squaredDistances`. */
  squaredDistances(samples: KernelSamples): Float64Array;
  /** The same of samples whose inner products are there; see `productDistances`. */
  productDistances(products: Float32Array, n: number): Float64Array;
  /** Gram matrix of a Gaussian kernel, [n, n]; see `gaussianGram`. */
  gaussianGram(terms: readonly KernelTerm[], n: number): Float64Array;
  /** Whether it has single precision; where not, double is taken for it. */
  readonly single: boolean;
  /** Ascending eigenvalues of elementwise products of symmetric matrices [n, n], all of one size; see `eigenvalues`. */
  eigenvaluesBatch(products: readonly Factors[], n: number, precision?: Precision): Float64Array[];
  /** Sums of x^a - x (of -x ln x for a = 1) over eigenvalues x over `total`; see `rationalPower`. */
  excesses(products: readonly Factors[], n: number, power: RationalPower, total: number): number[];
  /** Products of Gaussian Gram matrices with vectors, without the matrices; see `wasmTilePass`. */
  tilePass(pass: TilePass): void;
}

/** Plain JavaScript: the reference, and what runs where WebAssembly has no SIMD. */
export const plainNumerics: Numerics = {
  name: 'javascript',
  single: false,
  squaredDistances,
  productDistances,
  gaussianGram,
  eigenvaluesBatch: (products, n) => products.map((factors) => eigenvalues(hadamard(factors), n)),
  excesses: (products, n, power, total) =>
    products.map((factors) => excessOf(power, eigenvalues(hadamard(factors), n), total)),
  tilePass: plainTilePass,
};
