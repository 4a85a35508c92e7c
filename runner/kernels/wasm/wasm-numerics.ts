import { type Numerics, plainNumerics } from '../numerics.ts';
import { wasmDistances } from './wasm-distances.ts';
import { wasmGram } from './wasm-gram.ts';
import { loadWasmKernels, type WasmBuild } from './wasm-kernels.ts';
import { wasmExcesses } from './wasm-rational.ts';
import { wasmEigenvalues } from './wasm-spectrum.ts';
import { createWorkMemory } from './work-memory.ts';

/**
 * The fastest numerics here: WebAssembly with fused multiply-adds, without, else plain JavaScript. Each call makes an
 * instance of its own.
 * @param wanted `wasm-simd` for the numbers of a machine without fused multiply-adds
 */
export function createNumerics(wanted: WasmBuild = 'wasm-fma'): Numerics {
  const loaded = loadWasmKernels(wanted);
  if (!loaded) return plainNumerics;
  const { build, kernels } = loaded;
  const memory = createWorkMemory(kernels.memory);
  return {
    name: build,
    squaredDistances: (samples) => wasmDistances(kernels, memory, samples),
    gaussianGram: (terms, n) => wasmGram(kernels, memory, terms, n),
    single: true,
    eigenvaluesBatch: (products, n, precision) => wasmEigenvalues(kernels, memory, products, n, precision),
    excesses: (products, n, power, total) => wasmExcesses(kernels, memory, products, n, power, total),
  };
}
