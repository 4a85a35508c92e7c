import { requireMemory } from '../../src/node/require-memory.ts';
import type { KernelSamples, LanczosSize, Quadrature, TiledMatrix } from '../contract/numerics.ts';
import { padded, type TileJob, type TileKernel } from '../kernels/tiles/tile-job.ts';
import { type PackedSamples, packTileSamples } from '../kernels/tiles/tile-samples.ts';
import { type TiledQuestion, tiledQuadratures } from '../kernels/tiles/tiled-quadrature.ts';
import { understood } from './shannon-row.ts';
import type { TileCrew } from './tile-crew.ts';

/** Bytes of vectors that matrices of one pass may have; those beyond wait for passes of their own. */
const mostVectors = 1.5e9;

/** What a capture asks of matrices that are made by tiles. */
export interface TileDesk {
  request(
    name: string,
    matrix: TiledMatrix,
    size: LanczosSize | null,
    random: () => () => number,
  ): () => Quadrature;
  /** Answers what was asked since the last call. */
  solve(): void;
}

interface Asked {
  readonly name: string;
  readonly matrix: TiledMatrix;
  readonly size: LanczosSize | null;
  readonly random: () => () => number;
  answer: Quadrature | null;
}

/**
 * Matrices of one capture that are made by tiles go through them together: what they share of distances is computed once a pass.
 * Samples are in the order of their classes, whatever is asked, so that an estimate does not depend on what others ask.
 */
export function createTileDesk(crew: TileCrew): TileDesk {
  const known = new Map<string, Asked>();
  let open: Asked[] = [];
  return {
    request(name, matrix, size, random) {
      const { key, ofClasses } = matrix;
      const text = JSON.stringify([size ? name : null, key, ofClasses, size]);
      const asked = known.get(text) ?? { name, matrix, size, random, answer: null };
      if (!known.has(text)) {
        known.set(text, asked);
        open.push(asked);
      }
      return () => {
        if (!asked.answer) throw new Error(`tiles of ${name} read before they were made`);
        return asked.answer;
      };
    },
    solve() {
      for (const group of groups(open, crew.size)) answer(group, crew);
      open = [];
    },
  };
}

/** Questions whose vectors fit into memory together, in their order. */
function* groups(open: readonly Asked[], threads: number): Generator<Asked[]> {
  let group: Asked[] = [];
  let bytes = 0;
  for (const asked of open) {
    const own = vectorBytes(asked, threads);
    if (group.length > 0 && bytes + own > mostVectors) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(asked);
    bytes += own;
  }
  if (group.length > 0) yield group;
}

function vectorBytes({ size, matrix }: Pick<Asked, 'size' | 'matrix'>, threads: number): number {
  if (!size) return 0;
  return tiledVectorBytes(matrix.terms[0]!.samples.n, size, threads);
}

/**
 * Bytes that one matrix takes beside the samples: its basis in float64, the product and its vectors, and in each thread vectors and sums.
 */
export function tiledVectorBytes(n: number, { probes, steps }: LanczosSize, threads: number): number {
  return padded(n) * probes * (8 * (steps + 2) + 12 + 20 * threads);
}

function answer(group: readonly Asked[], crew: TileCrew): void {
  const terms = group.flatMap(({ matrix }) => matrix.terms);
  const { n } = terms[0]!.samples;
  const samples = new Map(terms.map(({ key, samples: own }) => [key, own]));
  requireRoomFor(group, n, samples, crew.size);
  const { order, classes } = inClasses(group[0]!.matrix.classes, n);
  const packed = new Map([...samples].map(([key, own]) => [key, pack(key, own, order)]));
  const keys = [...packed.keys()];
  const kernels = kernelsOf(group, (key, scale) => ({
    source: keys.indexOf(key),
    scale: scale * packed.get(key)!.unit,
  }));
  const job: TileJob = {
    n,
    sources: [...packed.values()],
    kernels,
    classes: group.some(({ matrix }) => matrix.ofClasses) ? classes : null,
  };
  const tiles = crew.open(job);
  try {
    const found = tiledQuadratures(
      n,
      group.map((asked) => questionOf(asked, n, order)),
      tiles.pass,
    );
    for (const [at, asked] of group.entries()) asked.answer = found[at]!;
  } finally {
    tiles.close();
  }
}

function requireRoomFor(
  group: readonly Asked[],
  n: number,
  samples: ReadonlyMap<string, KernelSamples>,
  threads: number,
): void {
  const vectors = group.reduce((sum, asked) => sum + vectorBytes(asked, threads), 0);
  const packed = [...samples.values()].reduce((sum, { d }) => sum + 4 * padded(n) * d, 0);
  const what = `an estimate of ${n} samples by tiles`;
  requireMemory({ what, bytes: vectors + packed, hint: 'take fewer samples, or fewer probes or steps' });
}

/** @throws RunError that names the variable when a sample is not finite */
function pack(key: string, samples: KernelSamples, order: Uint32Array): PackedSamples {
  return understood(key, () => packTileSamples(samples, order));
}

/** Samples of one class after another; as they are where there are no classes. */
function inClasses(
  labels: ArrayLike<number> | null,
  n: number,
): { readonly order: Uint32Array; readonly classes: Float32Array | null } {
  const order = Uint32Array.from({ length: n }, (_, at) => at);
  if (!labels) return { order, classes: null };
  order.sort((a, b) => labels[a]! - labels[b]! || a - b);
  const classes = new Float32Array(padded(n)).fill(-1);
  let count = -1;
  for (let at = 0; at < n; at += 1) {
    if (at === 0 || labels[order[at]!] !== labels[order[at - 1]!]) count += 1;
    classes[at] = count;
  }
  return { order, classes };
}

/** Kernels with the places of their questions; what is asked of a matrix twice, with and without classes, is one kernel. */
function kernelsOf(
  group: readonly Asked[],
  term: (key: string, scale: number) => TileKernel['terms'][number],
): TileKernel[] {
  const byKey = new Map<string, { whole: number[]; ofClasses: number[]; matrix: TiledMatrix }>();
  for (const [place, { matrix }] of group.entries()) {
    const found = byKey.get(matrix.key) ?? { whole: [], ofClasses: [], matrix };
    found[matrix.ofClasses ? 'ofClasses' : 'whole'].push(place);
    byKey.set(matrix.key, found);
  }
  return [...byKey.values()].flatMap(({ whole, ofClasses, matrix }) => {
    const terms = matrix.terms.map(({ key, scale }) => term(key, scale));
    const count = Math.max(whole.length, ofClasses.length);
    return Array.from({ length: count }, (_, at) => ({
      terms,
      whole: whole[at] ?? null,
      ofClasses: ofClasses[at] ?? null,
    }));
  });
}

/** Random signs over the root of n, drawn in the samples' own order. */
function questionOf({ size, random }: Asked, n: number, order: Uint32Array): TiledQuestion {
  function start(): Float64Array {
    const next = random();
    const { probes } = size!;
    const drawn = Float64Array.from({ length: n * probes }, () => (next() < 0.5 ? -1 : 1) / Math.sqrt(n));
    const ordered = new Float64Array(n * probes);
    for (let at = 0; at < n; at += 1) {
      ordered.set(drawn.subarray(order[at]! * probes, (order[at]! + 1) * probes), at * probes);
    }
    return ordered;
  }
  return { size, start };
}
