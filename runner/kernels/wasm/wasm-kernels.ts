import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/node/package-info.ts';

/** What the compiled module exports; places are byte offsets into its memory. See `assembly/` for the layouts. */
export interface WasmKernels {
  readonly memory: WebAssembly.Memory;
  packPair(n: number, first: number, second: number, matrix: number): void;
  tridiagonalise(n: number, matrix: number, work: number, diagonal: number, beside: number): void;
  joinPairs(n: number, first: number, second: number, to: number): void;
  eigenvaluesOfFour(n: number, diagonal: number, beside: number, scratch: number): number;
  packSingle(n: number, width: number, rows: number, stride: number, means: number, panels: number): void;
  packDouble(n: number, width: number, rows: number, stride: number, means: number, panels: number): void;
  accumulate(n: number, width: number, panels: number, tiles: number): void;
  unpack(n: number, tiles: number, norms: number, distances: number): void;
}

/** Where `npm run build` puts the module; the same file serves the compiled package and the sources. */
const file = 'dist/runner/kernels/wasm/kernels.wasm';

/**
 * Instantiates the module.
 * @returns null where this machine's WebAssembly has no SIMD
 * @throws Error when the module was not built
 */
export function loadWasmKernels(): WasmKernels | null {
  const bytes = readFileSync(join(packageRoot, file));
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  if (!isKernels(exports)) throw new Error(`${file} is of another version; run npm run build`);
  return exports;
}

function isKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & WasmKernels {
  const names = [
    'packPair',
    'tridiagonalise',
    'joinPairs',
    'eigenvaluesOfFour',
    'packSingle',
    'packDouble',
    'accumulate',
    'unpack',
  ];
  return (
    exports.memory instanceof WebAssembly.Memory && names.every((name) => typeof exports[name] === 'function')
  );
}
