import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { addressSpace } from '../../../src/node/address-space.ts';
import { machineFailure } from '../../../src/node/machine-failure.ts';
import { packageRoot } from '../../../src/node/package-info.ts';
import { isKernels, type WasmKernels } from './kernel-exports.ts';

/** The two builds of one source: products that are added are rounded once (fused) or twice. */
export type WasmBuild = 'wasm-fma' | 'wasm-simd';

export interface LoadedKernels {
  readonly build: WasmBuild;
  readonly kernels: WasmKernels;
}

const pageSize = 65536;

/** Where `npm run build` puts the modules; the same files serve the compiled package and the sources. */
const folder = 'dist/runner/kernels/wasm';
const files = { 'wasm-fma': 'kernels-fma.wasm', 'wasm-simd': 'kernels.wasm' } as const;

/**
 * What this thread has instantiated, and the addresses that it took. Kept here, against the rule for modules, since an instance's addresses
 * come back only with the garbage: a caller that makes its own, as each case of the calibration did, asks for hundreds of gigabytes.
 */
const ofThread: { readonly loaded: Partial<Record<WasmBuild, LoadedKernels | null>>; taken: number } = {
  loaded: {},
  taken: 0,
};

/**
 * The kernels of this thread: one instance for all, since a memory takes up to 10 GB of addresses, used or not. Fused multiply-adds need relaxed SIMD of the runtime, which Node 20 has behind a flag, and a
 * processor that has them; without one of these the plain build takes their place.
 * @returns null where this machine's WebAssembly has no SIMD
 * @throws Error when the modules were not built
 * @throws RunError when there are no addresses for a memory
 */
export function loadWasmKernels(wanted: WasmBuild): LoadedKernels | null {
  let kernels = ofThread.loaded[wanted];
  if (kernels === undefined) {
    kernels = load(wanted);
    ofThread.loaded[wanted] = kernels;
  }
  return kernels;
}

function load(wanted: WasmBuild): LoadedKernels | null {
  if (wanted === 'wasm-fma') {
    const kernels = instantiate('wasm-fma') ?? withRelaxedSimd(() => instantiate('wasm-fma'));
    if (kernels && kernels.lostInProduct(1 + 2 ** -27) > 0) return { build: 'wasm-fma', kernels };
  }
  const kernels = instantiate('wasm-simd');
  return kernels && { build: 'wasm-simd', kernels };
}

/** Bytes of addresses that the kernels of one thread take, as those of this one did; 0 where addresses have no limit. */
export function kernelAddresses(): number {
  loadWasmKernels('wasm-fma');
  return ofThread.taken;
}

/** V8's flag is off in Node 20. It belongs to the process, so it stays on: other threads may be compiling. */
function withRelaxedSimd<T>(compile: () => T): T {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return compile();
}

/** A compiled module. @throws Error when there is none, since the package was not built */
export function readKernels(file: string): Uint8Array<ArrayBuffer> {
  return readFileSync(join(packageRoot, folder, file));
}

function instantiate(build: WasmBuild): WasmKernels | null {
  const bytes = readKernels(files[build]);
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = withinAddresses(bytes);
  if (!isKernels(exports)) throw new Error(`${files[build]} is of another version; run npm run build`);
  return exports;
}

/**
 * V8 reserves addresses for the largest memory that there may be. Where they are few, that is a sixteenth of them, so that some threads fit
 * beside each other: 0.5 GB of 8 GB, enough for 4,096 samples.
 */
function withinAddresses(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Instance {
  const space = addressSpace();
  const before = space?.used ?? 0;
  if (space)
    setFlagsFromString(`--wasm-max-mem-pages=${Math.ceil(Math.min(space.limit / 16, 2 ** 32) / pageSize)}`);
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    ofThread.taken = Math.max(ofThread.taken, (addressSpace()?.used ?? before) - before);
    return instance;
  } catch (cause) {
    throw machineFailure(cause, 'the kernels cannot have their memory') ?? cause;
  }
}
