import type { WasmKernels } from './wasm-kernels.ts';

/** Couplings of a row beside the diagonal after the first stage; as `BAND` in `assembly/band-reduce.ts`. */
const band = 32;

/** Byte offsets: the matrix [n, n] float64, row-major, whose lower triangle is destroyed; work; and n entries of four float64 each, of which one is written. */
export interface StagePlaces {
  readonly matrix: number;
  readonly work: number;
  readonly diagonal: number;
  readonly beside: number;
}

/** Bytes of work that `reduceInStages` takes. */
export function stagesWork(kernels: WasmKernels, n: number): number {
  return Math.max(kernels.bandWork(n), kernels.chaseWork(n));
}

/**
 * Orthogonal reduction of one symmetric matrix to a tridiagonal one in two stages: to a band in products of matrices, then along the band.
 * In one stage half of the work is products of the matrix with a vector, for which it is read from main memory once a row: 92 GB at n = 4,096; here
 * 6 GB.
 *
 * @source Bischof, Lang & Sun 2000, A framework for symmetric band reduction
 * Complexity: 4/3 n^3 multiply-adds and 96 n^2 for the band; memory beside the matrix 1,600 n bytes.
 * Error: 2e-14 |A| seen at n = 1,031.
 */
export function reduceInStages(kernels: WasmKernels, n: number, places: StagePlaces): void {
  const { matrix, work, diagonal, beside } = places;
  for (let end = n; end > band + 1; ) end = kernels.reduceToBand(n, matrix, work, end);
  kernels.takeBand(n, matrix, work);
  for (let first = 0; first < n; first += band) kernels.chaseColumns(n, work, first, first + band);
  kernels.takeTridiagonal(n, work, diagonal, beside);
}
