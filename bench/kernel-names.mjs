// The kernels' functions by their number in the module, as V8's profiles name them.
import { loadWasmKernels } from '../dist/runner/kernels/wasm/wasm-kernels.js';

/** Exported names by number; functions that are not exported have none. */
export function kernelNames() {
  const { kernels } = loadWasmKernels('wasm-fma');
  const functions = Object.entries(kernels).filter(([, value]) => typeof value === 'function');
  return new Map(functions.map(([name, value]) => [value.name, name]));
}
