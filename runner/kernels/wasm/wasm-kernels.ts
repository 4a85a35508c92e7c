import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { addressSpace } from '../../../src/node/address-space.ts';
import { machineFailure } from '../../../src/node/machine-failure.ts';
import { packageRoot } from '../../../src/node/package-info.ts';

/** What the compiled module exports; places are byte offsets into its memory. See `assembly/` for the layouts. */
export interface WasmKernels {
  readonly memory: WebAssembly.Memory;
  lostInProduct(x: number): number;
  packPair(n: number, first: number, second: number, matrix: number, norms: number): void;
  packHalf(n: number, first: number, second: number, matrix: number, half: number, norms: number): void;
  tridiagonalise(n: number, matrix: number, work: number, diagonal: number, beside: number): void;
  tridiagonaliseSingle(n: number, matrix: number, work: number, diagonal: number, beside: number): void;
  bandWork(n: number): number;
  normsBelow(n: number, matrix: number, norms: number): void;
  reduceToBand(n: number, matrix: number, work: number, end: number): number;
  chaseWork(n: number): number;
  takeBand(n: number, matrix: number, band: number): void;
  chaseColumns(n: number, band: number, first: number, end: number): void;
  takeTridiagonal(n: number, band: number, diagonal: number, beside: number): void;
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
  panelNorms(panels: number, work: number, norms: number): void;
  tileProducts(
    strips: number,
    columns: number,
    width: number,
    left: number,
    leftStep: number,
    right: number,
    rightStep: number,
    tile: number,
    fresh: number,
  ): void;
  tileDistances(
    strips: number,
    columns: number,
    width: number,
    left: number,
    right: number,
    tile: number,
    rowNorms: number,
    columnNorms: number,
    limit: number,
  ): void;
  tileDifferences(
    strips: number,
    columns: number,
    width: number,
    left: number,
    right: number,
    tile: number,
  ): void;
  tileKernels(
    strips: number,
    columns: number,
    count: number,
    distances: number,
    places: number,
    scales: number,
    rowsPresent: number,
    columnsPresent: number,
    to: number,
  ): number;
  tileOfClasses(
    strips: number,
    columns: number,
    kernels: number,
    rowClasses: number,
    columnClasses: number,
    to: number,
  ): number;
  tileApply(
    strips: number,
    columns: number,
    lanes: number,
    tile: number,
    rowVectors: number,
    columnVectors: number,
    rowSums: number,
    columnSums: number,
    turned: number,
  ): void;
  addRounded(count: number, from: number, to: number, rounder: number): void;
}

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

function instantiate(build: WasmBuild): WasmKernels | null {
  const bytes = readFileSync(join(packageRoot, folder, files[build]));
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

function isKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & WasmKernels {
  const names = [
    'lostInProduct',
    'packPair',
    'packHalf',
    'tridiagonalise',
    'tridiagonaliseSingle',
    'bandWork',
    'normsBelow',
    'reduceToBand',
    'chaseWork',
    'takeBand',
    'chaseColumns',
    'takeTridiagonal',
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
    'addRounded',
    'panelNorms',
    'tileApply',
    'tileDifferences',
    'tileDistances',
    'tileKernels',
    'tileOfClasses',
    'tileProducts',
  ];
  return (
    exports.memory instanceof WebAssembly.Memory && names.every((name) => typeof exports[name] === 'function')
  );
}
