import { addressSpace } from '../../../src/node/address-space.ts';
import { machineMemory } from '../../../src/node/require-memory.ts';
import { isKernels, type WasmKernels } from './kernel-exports.ts';
import { readKernels, type WasmBuild } from './wasm-kernels.ts';

const files = { 'wasm-fma': 'kernels-fma-shared.wasm', 'wasm-simd': 'kernels-shared.wasm' } as const;
const pageSize = 65536;

/** The kernels' module and a memory, as they go from thread to thread. */
export interface SharedKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/**
 * Kernels that threads run on one memory. It does not grow, so that no thread works with a size that is no longer true.
 * @param build that this thread has loaded, so that the runtime knows its instructions
 * @param machine bytes of memory that there are
 * @returns null where addresses have a limit, of which each memory may take 10 GB, where it would take more than an eighth of the machine's memory,
 * since it comes beside that of the thread's own kernels, or where it is refused
 */
export function shareKernels(
  build: WasmBuild,
  bytes: number,
  machine: number = machineMemory(),
): SharedKernels | null {
  const pages = Math.ceil(bytes / pageSize);
  if (pages > 65536 || 8 * bytes > machine || addressSpace()) return null;
  const module = new WebAssembly.Module(readKernels(files[build]));
  try {
    return { module, memory: new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }) };
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

/** For one of the threads. */
export function instantiateShared({ module, memory }: SharedKernels): WasmKernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  if (!isKernels(exports)) throw new Error('the shared kernels are of another version; run npm run build');
  return exports;
}
