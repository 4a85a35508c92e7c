import type { Samples } from '../samples.ts';
import { finishDistances } from '../squared-distances.ts';
import type { WasmKernels } from './wasm-kernels.ts';
import type { WorkMemory } from './work-memory.ts';

/** Features that are packed and multiplied at a time, so that the panels of all samples stay in the cache. */
const chunk = 256;
const tileBytes = 128;

/**
 * Squared distances between all pairs of samples: the same as `squaredDistances`, products and sums in float64 too.
 *
 * Inner products in tiles of 4 x 4 samples over chunks of features.
 *
 * @param samples [n, d], float32 or float64
 * @returns [n, n] float64, row-major, symmetric, with a zero diagonal; in the squared unit of the samples
 * Complexity: n^2 d / 2 multiply-adds, about four times as fast as the plain JavaScript.
 * Error: below 1e-9 relative, as `squaredDistances`; equal samples give exactly 0.
 * @throws RangeError when a value is NaN, infinite, or too large to be squared
 * @example wasmDistances(kernels, memory, { values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }) // [0, 25, 25, 0]
 */
export function wasmDistances(kernels: WasmKernels, memory: WorkMemory, samples: Samples): Float64Array {
  const { n, d } = samples;
  const single = samples.values instanceof Float32Array;
  const size = single ? 4 : 8;
  const panelCount = Math.ceil(n / 4);
  const tileCount = (panelCount * (panelCount + 1)) / 2;
  const width = Math.min(d, chunk);
  const [rows, means, panels, tiles, norms, distances] = memory.layout(
    n * width * size,
    width * 8,
    panelCount * 4 * width * 8,
    tileCount * tileBytes,
    n * 8,
    n * n * 8,
  ) as [number, number, number, number, number, number];
  memory.doubles(tiles, tileCount * 16).fill(0);
  for (let from = 0; from < d; from += width) {
    const features = Math.min(width, d - from);
    const place = single ? memory.singles(rows, n * features) : memory.doubles(rows, n * features);
    copyChunk(place, samples, from, features);
    const pack = single ? kernels.packSingle : kernels.packDouble;
    pack(n, features, rows, features * size, means, panels);
    kernels.accumulate(n, features, panels, tiles);
  }
  kernels.unpack(n, tiles, norms, distances);
  return finishDistances(samples, memory.doubles(norms, n), memory.doubles(distances, n * n).slice());
}

function copyChunk(
  place: Float32Array | Float64Array,
  { values, n, d, offset = 0, stride = d }: Samples,
  from: number,
  features: number,
): void {
  for (let i = 0; i < n; i += 1) {
    const start = offset + i * stride + from;
    place.set(values.subarray(start, start + features), i * features);
  }
}
