import type { SpectrumDesk } from '../contract/estimator.ts';
import type { Factors, KernelSamples } from '../contract/numerics.ts';
import type { Numerics } from '../kernels/numerics.ts';
import { aloneCrew, type TileCrew } from './tile-crew.ts';
import { createTileDesk } from './tile-desk.ts';

/** The matrices of one call of the spectrum kernel hold about this many bytes, so that they stay in the cache. */
const batchBytes = 2 * 2 ** 20;
/** Matrices that the spectrum kernel solves side by side; above `wide` samples it takes one after another. */
const lanes = 4;
const wide = 1024;

/** A desk that can be told to solve what was asked. */
export interface SolvingDesk extends SpectrumDesk {
  /** Solves everything asked since the last call, matrices of one size together. */
  solve(): void;
  /** How many spectra were solved so far. */
  readonly solved: () => number;
}

interface Request {
  readonly n: number;
  /** Requests of one group are solved together. */
  readonly group: string;
  readonly build: () => Factors;
  readonly solve: (products: readonly Factors[]) => readonly unknown[];
  answer: unknown;
}

/**
 * The desk of one capture: each key is built and solved once, whoever asks. Matrices are built while they are solved,
 * so that thousands of them (all pairs of feature maps) never lie in memory together.
 * @param crew makes tiles of matrices that are too large to be held
 */
export function createSpectrumDesk(numerics: Numerics, crew: TileCrew = aloneCrew(numerics)): SolvingDesk {
  const requests = new Map<string, Request>();
  const tiles = createTileDesk(crew);
  const shared = new Map<string, unknown>();
  let open: Request[] = [];
  let solved = 0;

  function share<T>(key: string, build: () => T): T {
    if (!shared.has(key)) shared.set(key, build());
    return shared.get(key) as T;
  }

  function ask(key: string, request: Omit<Request, 'answer'>): () => unknown {
    let asked = requests.get(key);
    if (!asked) {
      asked = { ...request, answer: null };
      requests.set(key, asked);
      open.push(asked);
    }
    const { n } = asked;
    if (n !== request.n) throw new Error(`spectrum ${key} asked for with ${request.n} and ${n} samples`);
    return () => {
      if (asked.answer === null) throw new Error(`spectrum ${key} read before it was solved`);
      return asked.answer;
    };
  }

  return {
    single: numerics.single,
    request(key, n, build, precision = 'double') {
      const solve = (products: readonly Factors[]) => numerics.eigenvaluesBatch(products, n, precision);
      return ask(`${key} ${precision}`, {
        n,
        group: `${n} ${precision}`,
        build,
        solve,
      }) as () => Float64Array;
    },
    requestExcess(key, n, build, power, total) {
      const group = `${n} ${power.alpha} ${total}`;
      const solve = (products: readonly Factors[]) => numerics.excesses(products, n, power, total);
      return ask(`${key} ${group}`, { n, group, build, solve }) as () => number;
    },
    requestTiles: tiles.request,
    share,
    averaged: (_, { value }) => value,
    distances: (key, samples) => share(`distances ${key}`, () => distancesBetween(samples, numerics)),
    gram: (terms, n) => numerics.gaussianGram(terms, n),
    solve() {
      for (const batch of batches(open)) solved += solveTogether(batch);
      open = [];
      tiles.solve();
    },
    solved: () => solved,
  };
}

function distancesBetween(samples: KernelSamples, numerics: Numerics): Float64Array {
  const { products, n } = samples;
  return products ? numerics.productDistances(products, n) : numerics.squaredDistances(samples);
}

/** @returns how many there were */
function solveTogether(batch: readonly Request[]): number {
  const answers = batch[0]!.solve(batch.map(({ build }) => build()));
  for (const [index, request] of batch.entries()) request.answer = answers[index]!;
  return batch.length;
}

/** Requests of one group together, some lanes at a time. */
function* batches(open: readonly Request[]): Generator<Request[]> {
  const groups = new Map<string, Request[]>();
  for (const request of open) {
    const same = groups.get(request.group);
    if (same) same.push(request);
    else groups.set(request.group, [request]);
  }
  for (const same of groups.values()) {
    const { n } = same[0]!;
    const fitting = lanes * Math.max(1, Math.floor(batchBytes / (8 * n * n * lanes)));
    const count = n > wide ? 1 : fitting;
    for (let at = 0; at < same.length; at += count) yield same.slice(at, at + count);
  }
}
