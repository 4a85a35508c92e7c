import type { LanczosSize, Quadrature } from '../../contract/numerics.ts';
import { blockLanczos } from './block-lanczos.ts';
import { padded, type TileVectors } from './tile-job.ts';

/** What is asked of one matrix. */
export interface TiledQuestion {
  /** Random vectors and steps; null where the sum of squares is enough. */
  readonly size: LanczosSize | null;
  /** The random vectors, [n, probes] of length 1 each; made when they are needed. */
  readonly start: () => Float64Array;
}

/** Multiplies all matrices with their vectors in one pass, and adds up their squared entries. */
export type MatrixPass = (vectors: readonly TileVectors[], squares: Float64Array) => void;

/**
 * Quadratures of several matrices at once, a pass over their tiles for each step of all of them; see `blockLanczos`.
 *
 * @param n samples: the trace of each matrix, whose diagonal is 1
 * @param asked by place
 * Complexity: as many passes as the most steps, one where only squares are asked.
 */
export function tiledQuadratures(n: number, asked: readonly TiledQuestion[], pass: MatrixPass): Quadrature[] {
  const running = asked.map(({ size, start }) => (size ? blockLanczos(start(), n, size) : null));
  const places = asked.map(({ size }) => vectorsFor(n, size?.probes ?? 0));
  let squares: Float64Array | null = null;
  do {
    for (const [at, one] of running.entries()) {
      if (one && !one.done) widen(one.next, places[at]!, n, asked[at]!.size!.probes);
    }
    const found = new Float64Array(asked.length);
    const none = { lanes: 0, vectors: new Float32Array(0), sums: new Float64Array(0) };
    pass(
      places.map((place, at) => (running[at]?.done ? none : place)),
      found,
    );
    squares ??= found;
    for (const [at, one] of running.entries()) {
      if (one && !one.done) one.advance(narrowed(places[at]!, n, asked[at]!.size!.probes));
    }
  } while (running.some((one) => one && !one.done));
  return running.map((one, at) => ({
    n,
    trace: n,
    squares: squares[at]!,
    ...(one ? one.found() : { probes: [] }),
  }));
}

/** Memory that threads share. */
function vectorsFor(n: number, probes: number): TileVectors {
  const lanes = 4 * Math.ceil(probes / 4);
  const count = padded(n) * lanes;
  return {
    lanes,
    vectors: new Float32Array(new SharedArrayBuffer(4 * count)),
    sums: new Float64Array(count),
  };
}

/** Vectors in the lanes that a pass reads. */
function widen(from: Float64Array, { lanes, vectors }: TileVectors, n: number, probes: number): void {
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < probes; k += 1) vectors[i * lanes + k] = from[i * probes + k]!;
  }
}

/** Products without the lanes that fill up; the sums are 0 afterwards. */
function narrowed({ lanes, sums }: TileVectors, n: number, probes: number): Float64Array {
  const product = new Float64Array(n * probes);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < probes; k += 1) product[i * probes + k] = sums[i * lanes + k]!;
  }
  sums.fill(0);
  return product;
}
