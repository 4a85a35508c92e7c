/** What the compiled module exports; places are byte offsets into its memory. See `assembly/` for the layouts. */
export interface WasmKernels {
  readonly memory: WebAssembly.Memory;
  lostInProduct(x: number): number;
  packPair(n: number, first: number, second: number, matrix: number, norms: number): void;
  packHalf(n: number, first: number, second: number, matrix: number, half: number, norms: number): void;
  tridiagonalise(n: number, matrix: number, work: number, diagonal: number, beside: number): void;
  tridiagonaliseSingle(n: number, matrix: number, work: number, diagonal: number, beside: number): void;
  bandWork(n: number, threads: number): number;
  normsBelow(n: number, matrix: number, norms: number): void;
  beginBlock(n: number, matrix: number, work: number, end: number): number;
  multiplyStrip(n: number, matrix: number, work: number, thread: number, end: number, strip: number): void;
  middleOfBlock(n: number, work: number, end: number): void;
  finishStrip(n: number, work: number, end: number, strip: number): void;
  updateStrip(n: number, matrix: number, work: number, end: number, strip: number): void;
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

/** Whether a module is of this version. */
export function isKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & WasmKernels {
  const names = [
    'lostInProduct',
    'packPair',
    'packHalf',
    'tridiagonalise',
    'tridiagonaliseSingle',
    'bandWork',
    'normsBelow',
    'beginBlock',
    'multiplyStrip',
    'middleOfBlock',
    'finishStrip',
    'updateStrip',
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
