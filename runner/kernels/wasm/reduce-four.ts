import type { Precision } from '../../contract/numerics.ts';
import type { WasmKernels } from './kernel-exports.ts';
import { factorBytes, loadProduct } from './load-product.ts';
import type { FindStripThreads } from './reduce-in-stages.ts';
import { reduceLarge } from './reduce-large.ts';
import { fourEntry, type ReducedFour } from './reduced-four.ts';
import type { WorkMemory } from './work-memory.ts';

/** Bytes of one entry of two float64 lanes, as they are in the reduction. */
const pairEntry = 16;
const workEntry = 64;
/** Traces and squared norms of a pair of matrices. */
const normsSize = 32;

/** Up to this size two matrices are reduced at once; larger ones outgrow the cache and are reduced alone, in two stages. */
const largestPair = 1024;

/** In which numbers matrices are reduced, in double when left out, and who helps with large ones, nobody when left out. */
export interface ReductionWay {
  readonly precision?: Precision;
  readonly find?: FindStripThreads | null;
}

/** Where a reduction finds and leaves its numbers. */
interface Places {
  /** Two matrices, row-major, and the packed form of two or four. */
  readonly pair: readonly [number, number];
  /** A further factor of them. */
  readonly factor: number;
  readonly packed: number;
  readonly work: number;
  readonly norms: number;
  readonly diagonal: number;
  readonly beside: number;
  /** Of a pair of matrices, before they are joined to four. */
  readonly halfDiagonals: number;
  readonly halfBesides: number;
}

/**
 * Householder reduction of up to four symmetric matrices, one a SIMD lane: two at once in double, four in single precision.
 * A lane without a matrix has zeros.
 * @param products each a list of matrices [n, n] whose elementwise product is meant; n is 2 or more
 * @throws RangeError when an entry is not finite, or a size is not n x n
 */
export function reduceFour(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly (readonly Float64Array[])[],
  n: number,
  spare: number,
  { precision = 'double', find = null }: ReductionWay = {},
): ReducedFour {
  if (n > largestPair && precision === 'double')
    return reduceLarge(kernels, memory, products, n, spare, find);
  const rows = Math.ceil(n / 2);
  const pairSize = 2 * n * pairEntry;
  const [first, second, factor, packed, work, norms, halfDiagonals, halfBesides, diagonal, beside, after] =
    memory.layout(
      n * n * 8,
      n * n * 8,
      factorBytes(n),
      2 * rows * (rows + 1) * pairEntry,
      n * workEntry,
      2 * normsSize,
      pairSize,
      pairSize,
      n * fourEntry,
      n * fourEntry,
      spare,
    ) as [number, number, number, number, number, number, number, number, number, number, number];
  const pair = [first, second] as const;
  const places: Places = { pair, factor, packed, work, norms, diagonal, beside, halfDiagonals, halfBesides };
  const reduce = precision === 'single' ? reduceInSingle : reduceInDouble;
  const scales = reduce(kernels, memory, products, n, places);
  const [t0, t1, s0, s1, t2, t3, s2, s3] = memory.doubles(norms, 8);
  const [traces, squares] = [
    [t0!, t1!, t2!, t3!],
    [s0!, s1!, s2!, s3!],
  ];
  return { diagonal, beside, spare: after, scales, traces: traces!, squares: squares! };
}

type Reduce = (
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly (readonly Float64Array[])[],
  n: number,
  places: Places,
) => number[];

const reduceInDouble: Reduce = (kernels, memory, products, n, places) => {
  const { pair, packed, work, norms, diagonal, beside, halfDiagonals, halfBesides } = places;
  const half = n * pairEntry;
  const scales: number[] = [];
  memory.doubles(halfDiagonals, 8 * n).fill(0);
  for (let at = 0; 2 * at < products.length; at += 1) {
    scales.push(...loadPair(kernels, memory, products, at, n, places));
    kernels.packPair(n, ...pair, packed, norms + at * normsSize);
    kernels.tridiagonalise(n, packed, work, halfDiagonals + at * half, halfBesides + at * half);
  }
  kernels.joinPairs(n, halfDiagonals, halfDiagonals + half, diagonal);
  kernels.joinPairs(n, halfBesides, halfBesides + half, beside);
  return scales;
};

const reduceInSingle: Reduce = (kernels, memory, products, n, places) => {
  const { pair, packed, work, norms, diagonal, beside } = places;
  const scales: number[] = [];
  for (const half of [0, 1]) {
    scales.push(...loadPair(kernels, memory, products, half, n, places));
    kernels.packHalf(n, ...pair, packed, half, norms + half * normsSize);
  }
  kernels.tridiagonaliseSingle(n, packed, work, diagonal, beside);
  return scales;
};

/** Puts the products 2 at and 2 at + 1 in place, and says what each was divided by. */
function loadPair(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly (readonly Float64Array[])[],
  at: number,
  n: number,
  { pair, factor }: Places,
): number[] {
  return pair.map((matrix, lane) =>
    loadProduct(kernels, memory, { matrix, factor }, products[2 * at + lane] ?? [], n),
  );
}

/** How far trace and squared norm may be off: n^2 times a few hundred roundings, in single precision n times that. */
const tolerances = { double: (n: number) => 1e-14 * n * n, single: (n: number) => 1e-5 * n } as const;

/**
 * Whether what was found has the trace and the squared Frobenius norm of the matrix in a lane: a check on every result, since
 * a slip in these methods would not show otherwise.
 */
export function keepsNorms(
  { traces, squares }: ReducedFour,
  lane: number,
  n: number,
  found: { readonly trace: number; readonly squares: number },
  precision: Precision = 'double',
): boolean {
  const slack = tolerances[precision](n);
  return (
    Math.abs(found.trace - traces[lane]!) <= slack &&
    Math.abs(found.squares - squares[lane]!) <= slack * squares[lane]!
  );
}
