import { loadProduct } from './load-product.ts';
import type { WasmKernels } from './wasm-kernels.ts';
import type { WorkMemory } from './work-memory.ts';

/** Matrices that are solved side by side. */
export const lanes = 4;
/** Bytes of one entry: two float64 lanes in the reduction, four afterwards. */
const pairEntry = 16;
const fourEntry = 32;
const workEntry = 64;
/** Traces and squared norms of a pair of matrices. */
const normsSize = 32;

/** Four tridiagonal matrices in the module's memory, until its next `layout`. */
export interface ReducedFour {
  /** Offsets: n entries of four float64 each; entry i of `beside` couples i and i + 1. */
  readonly diagonal: number;
  readonly beside: number;
  /** `spare` bytes for what comes next. */
  readonly spare: number;
  /** By lane: what the matrix was divided by, then its trace and squared Frobenius norm after that. */
  readonly scales: readonly number[];
  readonly traces: readonly number[];
  readonly squares: readonly number[];
}

/**
 * Householder reduction of up to four symmetric matrices, two at once, one a SIMD lane. A lane without a matrix has zeros.
 * @param products each a list of matrices [n, n] whose elementwise product is meant; n is 2 or more
 * @throws RangeError when an entry is not finite, or a size is not n x n
 */
export function reduceFour(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly (readonly Float64Array[])[],
  n: number,
  spare: number,
): ReducedFour {
  const rows = Math.ceil(n / 2);
  const [first, second, packed, work, norms, pairs, besides, diagonal, beside, after] = memory.layout(
    n * n * 8,
    n * n * 8,
    2 * rows * (rows + 1) * pairEntry,
    n * workEntry,
    2 * normsSize,
    2 * n * pairEntry,
    2 * n * pairEntry,
    n * fourEntry,
    n * fourEntry,
    spare,
  ) as [number, number, number, number, number, number, number, number, number, number];
  const half = n * pairEntry;
  const scales: number[] = [];
  memory.doubles(pairs, 8 * n).fill(0);
  for (let pair = 0; 2 * pair < products.length; pair += 1) {
    for (const [lane, place] of [first, second].entries()) {
      scales.push(loadProduct(memory.doubles(place, n * n), products[2 * pair + lane] ?? [], n));
    }
    kernels.packPair(n, first, second, packed, norms + pair * normsSize);
    kernels.tridiagonalise(n, packed, work, pairs + pair * half, besides + pair * half);
  }
  kernels.joinPairs(n, pairs, pairs + half, diagonal);
  kernels.joinPairs(n, besides, besides + half, beside);
  const [t0, t1, s0, s1, t2, t3, s2, s3] = memory.doubles(norms, 8);
  const [traces, squares] = [
    [t0!, t1!, t2!, t3!],
    [s0!, s1!, s2!, s3!],
  ];
  return { diagonal, beside, spare: after, scales, traces: traces!, squares: squares! };
}

/** How far trace and squared norm may be off, as a multiple of n^2: a few hundred roundings of float64. */
const tolerance = 1e-14;

/**
 * Whether what was found has the trace and the squared Frobenius norm of the matrix in a lane: a check on every result, since
 * a slip in these methods would not show otherwise.
 */
export function keepsNorms(
  { traces, squares }: ReducedFour,
  lane: number,
  n: number,
  found: { readonly trace: number; readonly squares: number },
): boolean {
  const slack = tolerance * n * n;
  return (
    Math.abs(found.trace - traces[lane]!) <= slack &&
    Math.abs(found.squares - squares[lane]!) <= slack * squares[lane]!
  );
}
