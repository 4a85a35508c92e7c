import { padded, type TilePass, tileColumns, tileRows } from '../tiles/tile-job.ts';
import type { WorkMemory } from './work-memory.ts';

/** Bytes of a tile of float32. */
export const tileBytes = tileRows * tileColumns * 4;

/** Where a pass over tiles has what it works on, in the module's memory. */
export interface TilePlaces {
  readonly rows: readonly number[];
  readonly columns: number;
  readonly norms: readonly number[];
  readonly distances: number;
  readonly kernel: number;
  readonly ofClasses: number;
  readonly present: number;
  readonly classes: number;
  readonly terms: number;
  readonly scales: number;
  readonly rowSums: number;
  readonly columnSums: number;
  readonly vectors: readonly number[];
  readonly sums: readonly number[];
}

/**
 * Lays out what a pass works on.
 * @throws RunError as `layout` of the memory
 */
export function layOutTiles(memory: WorkMemory, { job, vectors }: TilePass): TilePlaces {
  const { sources, kernels } = job;
  const all = padded(job.n);
  const widest = Math.max(...sources.map(({ d }) => d));
  const longest = Math.max(0, ...vectors.map(({ lanes }) => lanes));
  const terms = Math.max(...kernels.map((kernel) => kernel.terms.length));
  const sizes = [
    ...sources.map(({ d }) => tileRows * d * 4),
    ...sources.map(() => all * 4),
    ...vectors.map(({ lanes }) => all * lanes * 4),
    ...vectors.map(({ lanes }) => all * lanes * 8),
    Math.max(tileColumns * widest * 4, (tileRows / 8) * 256),
    sources.length * tileBytes,
    tileBytes,
    tileBytes,
    all * 4,
    all * 4,
    terms * 4,
    terms * 4,
    tileRows * longest * vectors.length * 4,
    tileColumns * longest * 4,
  ];
  const found = memory.layout(...sizes);
  const take = (count: number) => found.splice(0, count);
  const one = () => take(1)[0]!;
  return {
    rows: take(sources.length),
    norms: take(sources.length),
    vectors: take(vectors.length),
    sums: take(vectors.length),
    columns: one(),
    distances: one(),
    kernel: one(),
    ofClasses: one(),
    present: one(),
    classes: one(),
    terms: one(),
    scales: one(),
    rowSums: one(),
    columnSums: one(),
  };
}
