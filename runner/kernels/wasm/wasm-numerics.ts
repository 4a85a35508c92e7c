import { newMatrix, type TakeMatrix } from '../matrix-stock.ts';
import { type Numerics, plainNumerics } from '../numerics.ts';
import { productDistances } from '../product-distances.ts';
import type { FindStripThreads, StripThreads } from './reduce-in-stages.ts';
import { wasmDistances } from './wasm-distances.ts';
import { wasmGram } from './wasm-gram.ts';
import { loadWasmKernels, type WasmBuild } from './wasm-kernels.ts';
import { wasmExcesses } from './wasm-rational.ts';
import { wasmEigenvalues } from './wasm-spectrum.ts';
import { wasmTilePass } from './wasm-tiles.ts';
import { createWorkMemory } from './work-memory.ts';

/** Threads that reduce large matrices together. */
export interface StripCrew {
  /** Those who run a build of the kernels on one memory; null where this thread is to go on alone. @param bytes that a matrix takes, by the number of threads */
  find(build: WasmBuild, bytes: (threads: number) => number): StripThreads | null;
}

/**
 * The fastest numerics here: WebAssembly with fused multiply-adds, without, else plain JavaScript.
 * @param wanted `wasm-simd` for the numbers of a machine without fused multiply-adds
 * @param take makes the arrays of distances and Gram matrices
 * @param crew reduces large matrices; this thread does so alone when left out
 */
export function createNumerics(
  wanted: WasmBuild = 'wasm-fma',
  take: TakeMatrix = newMatrix,
  crew: StripCrew | null = null,
): Numerics {
  const loaded = loadWasmKernels(wanted);
  if (!loaded) return plainNumerics;
  const { build, kernels } = loaded;
  const memory = createWorkMemory(kernels.memory);
  const find: FindStripThreads | null = crew && ((bytes) => crew.find(build, bytes));
  return {
    name: build,
    squaredDistances: (samples) => wasmDistances(kernels, memory, samples, take),
    productDistances: (products, n) => productDistances(products, n, take),
    gaussianGram: (terms, n) => wasmGram(kernels, memory, terms, n, take),
    single: true,
    eigenvaluesBatch: (products, n, precision = 'double') =>
      wasmEigenvalues(kernels, memory, products, n, { precision, find }),
    excesses: (products, n, power, total) => wasmExcesses(kernels, memory, products, n, power, total, find),
    tilePass: (pass) => wasmTilePass(kernels, memory, pass),
  };
}
