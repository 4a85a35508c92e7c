/** Samples in a tile's rows, and those in its columns: tiles of a band have the same rows. */
export const tileRows = 256;
export const tileColumns = 128;

/** Samples of one variable as tiles read them. */
export interface TileSamples {
  /** Features. */
  readonly d: number;
  /** [panels, d, 8] float32: eight samples a panel, feature by feature; 0 past the last sample. */
  readonly panels: Float32Array;
}

/** A Gaussian kernel on one or more variables: exp(-sum scale D). */
export interface TileKernel {
  readonly terms: readonly { readonly source: number; readonly scale: number }[];
  /** Place of the vectors that its matrix is multiplied with; null where only that of classes is asked. */
  readonly whole: number | null;
  /** Place of the vectors for the same matrix with 0 between samples of two classes; null where that is not asked. */
  readonly ofClasses: number | null;
}

/** Gram matrices that are made by tiles, again in each pass. */
export interface TileJob {
  /** Samples. */
  readonly n: number;
  readonly sources: readonly TileSamples[];
  readonly kernels: readonly TileKernel[];
  /** Class of each sample, ascending, -1 past the last one, [padded(n)]; null where no kernel is of classes. */
  readonly classes: Float32Array | null;
}

/** Vectors side by side that a matrix is multiplied with, and where their products go. */
export interface TileVectors {
  /** How many, a multiple of 4. */
  readonly lanes: number;
  /** [padded(n), lanes] float32, 0 past the last sample; no longer than 1 each. */
  readonly vectors: Float32Array;
  /** [padded(n), lanes] float64, to which products are added. */
  readonly sums: Float64Array;
}

/** One pass over the bands that a caller gives out. */
export interface TilePass {
  readonly job: TileJob;
  /** By place. */
  readonly vectors: readonly TileVectors[];
  /** Sums of the squared entries of each matrix, by place, to which those of the bands are added. */
  readonly squares: Float64Array;
  /** The next band to do, or -1 at the end; the others may be done elsewhere. */
  readonly next: () => number;
}

/** Samples with those that fill up the last band. */
export function padded(n: number): number {
  return Math.ceil(n / tileRows) * tileRows;
}

/** Bands of tiles: band i has the rows from i times 256 and the columns up to its own last row. */
export function bandCount(n: number): number {
  return padded(n) / tileRows;
}

/** Whether a tile may have samples of one class in its rows and its columns. */
export function shareClass(classes: Float32Array, n: number, row: number, column: number): boolean {
  if (column >= n) return false;
  const lastRow = Math.min(row + tileRows, n) - 1;
  const lastColumn = Math.min(column + tileColumns, n) - 1;
  return classes[lastColumn]! >= classes[row]! && classes[column]! <= classes[lastRow]!;
}

/**
 * Adds 1.5 x 2^52 times this place and takes it away again: what is left is a multiple of 2^-42. Entries are at most 1 and vectors at most of
 * length 1, so sums of up to 2^20 samples stay below 2^10: they are exact, and the same in whatever order bands are done.
 */
export const sumRounder = 1.5 * 2 ** 10;
/** The same for sums of squared entries, multiples of 2^-16 below 2^37. */
export const squareRounder = 1.5 * 2 ** 36;

/** The most samples by tiles: sums of more would still be exact, but a pass over them takes half an hour of one core. */
export const mostByTiles = 2 ** 18;
