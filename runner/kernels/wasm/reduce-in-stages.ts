import type { WasmKernels } from './kernel-exports.ts';
import type { WorkMemory } from './work-memory.ts';

/** Couplings of a row beside the diagonal after the first stage; as `BAND` in `assembly/block-product.ts`. */
const band = 32;

/** Byte offsets: the matrix [n, n] float64, row-major, whose lower triangle is destroyed; work; and n entries of four float64 each, of which one is written. */
export interface StagePlaces {
  readonly matrix: number;
  readonly work: number;
  readonly diagonal: number;
  readonly beside: number;
}

/** Steps of a block that are done strip by strip. */
export const stripSteps = { multiply: 0, finish: 1, update: 2 } as const;

/** The strips of one step, `count` of them. They can be done in any order and at once, to the same bytes. */
export interface Strips {
  readonly step: (typeof stripSteps)[keyof typeof stripSteps];
  readonly n: number;
  /** Byte offsets. */
  readonly matrix: number;
  readonly work: number;
  /** Rows that are left of the matrix, those of the block included. */
  readonly end: number;
  readonly count: number;
}

/** Does strips, and returns when all are done. */
export type ShareStrips = (strips: Strips) => void;

/** Kernels on a memory that threads share, and those threads. */
export interface StripThreads {
  readonly kernels: WasmKernels;
  readonly memory: WorkMemory;
  /** How many there may be: each takes some memory. */
  readonly threads: number;
  readonly share: ShareStrips;
  /** Whether one of them failed, so that the matrix is spoilt. */
  readonly failed: () => boolean;
}

/**
 * Finds who reduces a matrix together; null where this thread is to do it alone.
 * @param bytes that it takes, by the number of threads
 */
export type FindStripThreads = (bytes: (threads: number) => number) => StripThreads | null;

/** @param thread whose scratch is used: 0 or more, below what `stagesWork` was told */
export function doStrip(kernels: WasmKernels, strips: Strips, thread: number, strip: number): void {
  const { step, n, matrix, work, end } = strips;
  if (step === stripSteps.multiply) kernels.multiplyStrip(n, matrix, work, thread, end, strip);
  else if (step === stripSteps.finish) kernels.finishStrip(n, work, end, strip);
  else kernels.updateStrip(n, matrix, work, end, strip);
}

/** By this thread alone. */
export function stripsAlone(kernels: WasmKernels): ShareStrips {
  return (strips) => {
    for (let strip = strips.count - 1; strip >= 0; strip -= 1) doStrip(kernels, strips, 0, strip);
  };
}

/** Bytes of work that `reduceInStages` takes. */
export function stagesWork(kernels: WasmKernels, n: number, threads = 1): number {
  return Math.max(kernels.bandWork(n, threads), kernels.chaseWork(n));
}

/**
 * Orthogonal reduction of one symmetric matrix to a tridiagonal one in two stages: to a band in products of matrices, then along the band.
 * In one stage half of the work is products of the matrix with a vector, for which it is read from main memory once a row: 92 GB at n = 4,096; here
 * 6 GB. All but a thirtieth of the first stage is done strip by strip, by as many threads as there are, to the same bytes.
 *
 * @source Bischof, Lang & Sun 2000, A framework for symmetric band reduction
 * Complexity: 4/3 n^3 multiply-adds and 96 n^2 for the band; memory beside the matrix 1,600 n bytes.
 * Error: 2e-14 |A| seen at n = 1,031.
 */
export function reduceInStages(
  kernels: WasmKernels,
  n: number,
  places: StagePlaces,
  share: ShareStrips = stripsAlone(kernels),
): void {
  const { matrix, work, diagonal, beside } = places;
  for (let end = n; end > band + 1; end -= band) {
    const count = kernels.beginBlock(n, matrix, work, end);
    const block = { n, matrix, work, end, count };
    share({ ...block, step: stripSteps.multiply });
    kernels.middleOfBlock(n, work, end);
    share({ ...block, step: stripSteps.finish });
    share({ ...block, step: stripSteps.update });
  }
  kernels.takeBand(n, matrix, work);
  for (let first = 0; first < n; first += band) kernels.chaseColumns(n, work, first, first + band);
  kernels.takeTridiagonal(n, work, diagonal, beside);
}
