import type { WasmKernels } from './kernel-exports.ts';
import type { WorkMemory } from './work-memory.ts';

/** Most bytes of a second factor that are held in the module's memory at a time. */
const slabBytes = 2 ** 20;

/** Bytes beside the product that loading one takes. */
export function factorBytes(n: number): number {
  return Math.min(8 * n * n, slabBytes);
}

/** Where a product goes, and room for `factorBytes`: byte offsets. */
export interface ProductPlace {
  readonly matrix: number;
  readonly factor: number;
}

/**
 * Puts an elementwise product of matrices in place, scaled to entries of at most 1 in the lower triangle; zeros for a product of nothing.
 * @param factors each [n, n] float64, row-major; only the lower triangles count
 * @returns what it was divided by
 * @throws RangeError when an entry of the product is not finite, or a size is not n x n
 */
export function loadProduct(
  kernels: WasmKernels,
  memory: WorkMemory,
  { matrix, factor }: ProductPlace,
  factors: readonly Float64Array[],
  n: number,
): number {
  const place = memory.doubles(matrix, n * n);
  const [first, ...rest] = factors;
  if (first === undefined) {
    place.fill(0);
    return 1;
  }
  for (const { length } of factors) {
    if (length !== n * n) throw new RangeError(`${length} numbers are not a ${n} x ${n} matrix`);
  }
  place.set(first);
  const held = factorBytes(n) / 8;
  for (const other of rest) {
    for (let at = 0; at < other.length; at += held) {
      const part = other.subarray(at, at + held);
      memory.doubles(factor, part.length).set(part);
      kernels.multiply(part.length, factor, matrix + 8 * at);
    }
  }
  const largest = kernels.largestBelow(n, matrix);
  if (!(largest < Infinity)) throw new RangeError(describeNonFinite(place, n));
  if (largest === 1 || largest === 0) return 1;
  for (let at = 0; at < place.length; at += 1) place[at]! /= largest;
  return largest;
}

function describeNonFinite(matrix: Float64Array, n: number): string {
  const at = matrix.findIndex(
    (value, place) => place % n <= Math.floor(place / n) && !Number.isFinite(value),
  );
  return `entry (${Math.floor(at / n)}, ${at % n}) of the matrix is not finite`;
}
