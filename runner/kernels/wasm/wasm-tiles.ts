import {
  padded,
  shareClass,
  squareRounder,
  sumRounder,
  type TileKernel,
  type TilePass,
  tileColumns,
  tileRows,
} from '../tiles/tile-job.ts';
import type { WasmKernels } from './kernel-exports.ts';
import { layOutTiles, type TilePlaces, tileBytes } from './tile-places.ts';
import type { WorkMemory } from './work-memory.ts';

/** Features that are multiplied at a time, so that a strip stays in the first cache and the columns in the second. */
const chunk = 768;
/** Up to this many features differences are taken at once, which no rounding of long samples spoils. */
const mostDifferences = 32;
/**
 * Share of |a|^2 + |b|^2 up to which a distance is taken again from differences. Inner products are wrong by some 2^-22 of it, so above
 * the relative error of a distance stays below 3e-4.
 */
const cancellation = 2 ** -10;
const panelBytes = 32;
const strips = tileRows / 8;

/**
 * The products of Gaussian Gram matrices with vectors, by tiles of 256 x 128 that are made, used in both triangles, and forgotten: no matrix
 * of samples by samples is held. Kernels that share a variable share its distances.
 *
 * Products, distances and kernels are float32. A tile's sums are rounded to multiples of 2^-42 and added in float64, exactly, so
 * that bands can be done in any order, by any number of threads, to the same bytes.
 *
 * @param pass vectors, whose `sums` are added to, and which bands are done
 * Complexity: n^2 / 2 (d multiply-adds a variable; an exponential and 2 lanes multiply-adds a matrix); n (4 + 12 lanes a matrix) bytes of the
 * module's memory. Error: below 3e-6 of the largest sum of |K| |v|, 1e-7 seen.
 */
export function wasmTilePass(kernels: WasmKernels, memory: WorkMemory, pass: TilePass): void {
  const { job, vectors, next } = pass;
  const places = layOutTiles(memory, pass);
  prepare(kernels, memory, pass, places);
  const longest = Math.max(0, ...vectors.map(({ lanes }) => lanes));
  memory.singles(places.columnSums, tileColumns * longest).fill(0);
  memory.singles(places.rowSums, tileRows * longest * vectors.length).fill(0);
  const making = { kernels, memory, pass, places, longest };
  for (let index = next(); index >= 0; index = next()) makeBand(making, index);
  for (const [place, { lanes, sums }] of vectors.entries()) {
    const found = memory.doubles(places.sums[place]!, padded(job.n) * lanes);
    for (let at = 0; at < sums.length; at += 1) sums[at]! += found[at]!;
  }
}

/** Copies what all bands read, and takes squared lengths. */
function prepare(
  kernels: WasmKernels,
  memory: WorkMemory,
  { job, vectors }: TilePass,
  places: TilePlaces,
): void {
  const { n, sources, classes } = job;
  const all = padded(n);
  for (const [place, { lanes, vectors: given }] of vectors.entries()) {
    memory.singles(places.vectors[place]!, all * lanes).set(given);
    memory.doubles(places.sums[place]!, all * lanes).fill(0);
  }
  memory.singles(places.present, all).fill(1, 0, n).fill(0, n);
  if (classes) memory.singles(places.classes, all).set(classes);
  for (const [at, source] of sources.entries()) {
    const { d, panels } = source;
    if (d <= mostDifferences) continue;
    const step = d * panelBytes;
    for (let first = 0; first < all; first += tileRows) {
      memory.singles(places.rows[at]!, tileRows * d).set(panels.subarray(first * d, (first + tileRows) * d));
      for (let from = 0; from < d; from += chunk) {
        const width = Math.min(chunk, d - from);
        for (let panel = 0; panel < strips; panel += 1) {
          const own = places.rows[at]! + panel * step + from * panelBytes;
          kernels.tileProducts(
            1,
            8,
            width,
            own,
            step,
            own,
            step,
            places.columns + panel * 256,
            from === 0 ? 1 : 0,
          );
        }
      }
      kernels.panelNorms(strips, places.columns, places.norms[at]! + first * 4);
    }
  }
}

/** What the tiles of a pass are made with. */
interface Making {
  readonly kernels: WasmKernels;
  readonly memory: WorkMemory;
  readonly pass: TilePass;
  readonly places: TilePlaces;
  /** The most vectors of a matrix. */
  readonly longest: number;
}

/** Where a tile is, by its first row and column. */
interface Tile {
  readonly row: number;
  readonly column: number;
  /** Whether samples of one class may be in its rows and its columns. */
  readonly shared: boolean;
}

function makeBand(making: Making, index: number): void {
  const { kernels, memory, pass, places } = making;
  const { sources, kernels: all, classes, n } = pass.job;
  const row = index * tileRows;
  for (const [at, { d, panels }] of sources.entries()) {
    memory.singles(places.rows[at]!, tileRows * d).set(panels.subarray(row * d, (row + tileRows) * d));
  }
  for (let column = 0; column < Math.min(row + tileRows, n); column += tileColumns) {
    const tile = { row, column, shared: classes !== null && shareClass(classes, n, row, column) };
    const wanted = all.filter(({ whole }) => whole !== null || tile.shared);
    const needed = new Set(wanted.flatMap(({ terms }) => terms.map(({ source }) => source)));
    for (const source of needed) makeDistances(making, source, tile);
    for (const kernel of wanted) makeKernel(making, kernel, tile);
  }
  for (const [place, { lanes }] of pass.vectors.entries()) {
    const to = places.sums[place]! + row * lanes * 8;
    if (lanes > 0) kernels.addRounded(tileRows * lanes, rowSums(making, place), to, sumRounder);
  }
}

function rowSums({ places, longest }: Making, place: number): number {
  return places.rowSums + place * tileRows * longest * 4;
}

/** A tile of one kernel, and what its matrices make of it. */
function makeKernel(making: Making, { terms, whole, ofClasses }: TileKernel, tile: Tile): void {
  const { kernels, memory, places } = making;
  const scales = memory.singles(places.scales, terms.length);
  const from = new Int32Array(scales.buffer, places.terms, terms.length);
  for (const [at, { source, scale }] of terms.entries()) {
    scales[at] = -scale;
    from[at] = source;
  }
  const [own, other] = [tile.row * 4, tile.column * 4];
  const sum = kernels.tileKernels(
    strips,
    tileColumns,
    terms.length,
    places.distances,
    places.terms,
    places.scales,
    places.present + own,
    places.present + other,
    places.kernel,
  );
  if (whole !== null) useTile(making, whole, tile, places.kernel, sum);
  if (ofClasses === null || !tile.shared) return;
  const { classes: at, kernel, ofClasses: inside } = places;
  const within = kernels.tileOfClasses(strips, tileColumns, kernel, at + own, at + other, inside);
  useTile(making, ofClasses, tile, inside, within);
}

/** Adds a tile's squares and products to those of a matrix, in both triangles. */
function useTile(
  making: Making,
  place: number,
  { row, column }: Tile,
  values: number,
  squares: number,
): void {
  const { kernels, places, pass } = making;
  const turned = column < row;
  pass.squares[place]! += (turned ? 2 : 1) * (squares + squareRounder - squareRounder);
  const { lanes } = pass.vectors[place]!;
  if (lanes === 0) return;
  const [own, other] = [row, column].map((first) => places.vectors[place]! + first * lanes * 4);
  const { columnSums } = places;
  kernels.tileApply(
    strips,
    tileColumns,
    lanes,
    values,
    own!,
    other!,
    rowSums(making, place),
    columnSums,
    turned ? 1 : 0,
  );
  if (!turned) return;
  const to = places.sums[place]! + column * lanes * 8;
  kernels.addRounded(tileColumns * lanes, columnSums, to, sumRounder);
}

/** Squared distances of a tile of one variable. */
function makeDistances({ kernels, memory, pass, places }: Making, at: number, { row, column }: Tile): void {
  const source = pass.job.sources[at]!;
  const { d, panels } = source;
  const tile = places.distances + at * tileBytes;
  const left = places.rows[at]!;
  memory
    .singles(places.columns, tileColumns * d)
    .set(panels.subarray(column * d, (column + tileColumns) * d));
  if (d <= mostDifferences) {
    kernels.tileDifferences(strips, tileColumns, d, left, places.columns, tile);
    return;
  }
  const step = d * panelBytes;
  for (let from = 0; from < d; from += chunk) {
    const width = Math.min(chunk, d - from);
    const [own, other] = [left + from * panelBytes, places.columns + from * panelBytes];
    kernels.tileProducts(strips, tileColumns, width, own, step, other, step, tile, from === 0 ? 1 : 0);
  }
  const norms = places.norms[at]!;
  kernels.tileDistances(
    strips,
    tileColumns,
    d,
    left,
    places.columns,
    tile,
    norms + row * 4,
    norms + column * 4,
    cancellation,
  );
}
