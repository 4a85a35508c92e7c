import type { KernelSamples } from '../../contract/numerics.ts';
import { newMatrix, type TakeMatrix } from '../matrix-stock.ts';
import { finishDistances } from '../squared-distances.ts';
import type { WasmKernels } from './kernel-exports.ts';
import type { WorkMemory } from './work-memory.ts';

/** Features that are packed and multiplied at a time, so that the panels of all samples stay in the cache. */
const chunk = 256;
const tileBytes = 128;
/** Most that is copied into the module's memory at a time. */
const slabBytes = 32 * 2 ** 20;

/**
 * Squared distances between all pairs of samples: the same as `squaredDistances`, products and sums in float64 too.
 *
 * Inner products in tiles of 4 x 4 samples over chunks of features.
 *
 * @param samples [n, d], float32 or float64
 * @param take makes the array of the result
 * @returns [n, n] float64, row-major, symmetric, with a zero diagonal; in the squared unit of the samples
 * Complexity: n^2 d / 2 multiply-adds; 14 ms for the 6,600 features that a LeNet-5 and its input have, at n = 128.
 * Error: below 1e-9 relative, as `squaredDistances`; 3e-15 seen on images; equal samples give exactly 0.
 * @throws RangeError when a value is NaN, infinite, or too large to be squared
 * @example wasmDistances(kernels, memory, { values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }) // [0, 25, 25, 0]
 */
export function wasmDistances(
  kernels: WasmKernels,
  memory: WorkMemory,
  samples: KernelSamples,
  take: TakeMatrix = newMatrix,
): Float64Array {
  const { n, d } = samples;
  const single = samples.values instanceof Float32Array;
  const size = single ? 4 : 8;
  const panelCount = Math.ceil(n / 4);
  const tileCount = (panelCount * (panelCount + 1)) / 2;
  const slab = Math.min(d, Math.max(chunk, Math.floor(slabBytes / (n * size))));
  const width = Math.min(d, chunk);
  const [rows, means, panels, tiles, norms, distances] = memory.layout(
    n * slab * size,
    width * 8,
    panelCount * 4 * width * 8,
    tileCount * tileBytes,
    n * 8,
    n * n * 8,
  ) as [number, number, number, number, number, number];
  memory.doubles(tiles, tileCount * 16).fill(0);
  const pack = single ? kernels.packSingle : kernels.packDouble;
  for (let from = 0; from < d; from += slab) {
    const held = Math.min(slab, d - from);
    copyRows(single ? memory.singles(rows, n * held) : memory.doubles(rows, n * held), samples, from, held);
    for (let at = 0; at < held; at += width) {
      const features = Math.min(width, held - at);
      pack(n, features, rows + at * size, held * size, means, panels);
      kernels.accumulate(n, features, panels, tiles);
    }
  }
  kernels.unpack(n, tiles, norms, distances);
  const found = take(n * n);
  found.set(memory.doubles(distances, n * n));
  return finishDistances(samples, memory.doubles(norms, n), found);
}

/** Copies features from .. from + held of all samples, in one go where they lie together. */
function copyRows(
  place: Float32Array | Float64Array,
  { values, n, d, offset = 0, stride = d }: KernelSamples,
  from: number,
  held: number,
): void {
  if (held === stride) {
    place.set(values.subarray(offset, offset + n * held));
    return;
  }
  for (let i = 0; i < n; i += 1) {
    const start = offset + i * stride + from;
    place.set(values.subarray(start, start + held), i * held);
  }
}
