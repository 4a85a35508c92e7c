import { type Numerics, plainNumerics } from '../numerics.ts';
import { wasmDistances } from './wasm-distances.ts';
import { loadWasmKernels } from './wasm-kernels.ts';
import { wasmEigenvalues } from './wasm-spectrum.ts';
import { createWorkMemory } from './work-memory.ts';

/** The fastest numerics here: WebAssembly with SIMD, else plain JavaScript. Each call makes an instance of its own. */
export function createNumerics(): Numerics {
  const kernels = loadWasmKernels();
  if (!kernels) return plainNumerics;
  const memory = createWorkMemory(kernels.memory);
  return {
    name: 'wasm-simd',
    squaredDistances: (samples) => wasmDistances(kernels, memory, samples),
    eigenvaluesBatch: (matrices, n) => wasmEigenvalues(kernels, memory, matrices, n),
  };
}
