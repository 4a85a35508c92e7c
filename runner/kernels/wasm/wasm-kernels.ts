import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { packageRoot } from '../../../src/node/package-info.ts';

/** What the compiled module exports; places are byte offsets into its memory. See `assembly/` for the layouts. */
export interface WasmKernels {
  readonly memory: WebAssembly.Memory;
  lostInProduct(x: number): number;
  packPair(n: number, first: number, second: number, matrix: number, norms: number): void;
  packHalf(n: number, first: number, second: number, matrix: number, half: number, norms: number): void;
  tridiagonalise(n: number, matrix: number, work: number, diagonal: number, beside: number): void;
  tridiagonaliseSingle(n: number, matrix: number, work: number, diagonal: number, beside: number): void;
  blockedWork(n: number): number;
  tridiagonaliseBlocked(
    n: number,
    matrix: number,
    work: number,
    diagonal: number,
    beside: number,
    norms: number,
  ): void;
  joinPairs(n: number, first: number, second: number, to: number): void;
  eigenvaluesOfFour(n: number, diagonal: number, beside: number, scratch: number, eps: number): number;
  rationalTraces(
    n: number,
    diagonal: number,
    beside: number,
    count: number,
    poles: number,
    weights: number,
    out: number,
  ): void;
  packSingle(n: number, width: number, rows: number, stride: number, means: number, panels: number): void;
  packDouble(n: number, width: number, rows: number, stride: number, means: number, panels: number): void;
  accumulate(n: number, width: number, panels: number, tiles: number): void;
  unpack(n: number, tiles: number, norms: number, distances: number): void;
  addExponents(
    n: number,
    first: number,
    end: number,
    scale: number,
    from: number,
    to: number,
    fresh: number,
  ): void;
  exponentials(n: number, first: number, end: number, rows: number): void;
  multiply(count: number, from: number, to: number): void;
  largestBelow(n: number, matrix: number): number;
}

/** The two builds of one source: products that are added are rounded once (fused) or twice. */
export type WasmBuild = 'wasm-fma' | 'wasm-simd';

export interface LoadedKernels {
  readonly build: WasmBuild;
  readonly kernels: WasmKernels;
}

/** Where `npm run build` puts the modules; the same files serve the compiled package and the sources. */
const folder = 'dist/runner/kernels/wasm';
const files = { 'wasm-fma': 'kernels-fma.wasm', 'wasm-simd': 'kernels.wasm' } as const;

/**
 * Instantiates a build. Fused multiply-adds need relaxed SIMD of the runtime, which Node 20 has behind a flag, and a
 * processor that has them; without one of these the plain build takes their place.
 * @returns null where this machine's WebAssembly has no SIMD
 * @throws Error when the modules were not built
 */
export function loadWasmKernels(wanted: WasmBuild): LoadedKernels | null {
  if (wanted === 'wasm-fma') {
    const kernels = instantiate('wasm-fma') ?? withRelaxedSimd(() => instantiate('wasm-fma'));
    if (kernels && kernels.lostInProduct(1 + 2 ** -27) > 0) return { build: 'wasm-fma', kernels };
  }
  const kernels = instantiate('wasm-simd');
  return kernels && { build: 'wasm-simd', kernels };
}

/** V8's flag is off in Node 20. It belongs to the process, so it stays on: other threads may be compiling. */
function withRelaxedSimd<T>(compile: () => T): T {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return compile();
}

function instantiate(build: WasmBuild): WasmKernels | null {
  const bytes = readFileSync(join(packageRoot, folder, files[build]));
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  if (!isKernels(exports)) throw new Error(`${files[build]} is of another version; run npm run build`);
  return exports;
}

function isKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & WasmKernels {
  const names = [
    'lostInProduct',
    'packPair',
    'packHalf',
    'tridiagonalise',
    'tridiagonaliseSingle',
    'blockedWork',
    'tridiagonaliseBlocked',
    'joinPairs',
    'eigenvaluesOfFour',
    'rationalTraces',
    'packSingle',
    'packDouble',
    'accumulate',
    'unpack',
    'addExponents',
    'exponentials',
    'multiply',
    'largestBelow',
  ];
  return (
    exports.memory instanceof WebAssembly.Memory && names.every((name) => typeof exports[name] === 'function')
  );
}
