import type { Factors, Numerics } from '../kernels/numerics.ts';
import type { SpectrumDesk } from '../nodes/contract.ts';

/** The matrices of one call of the spectrum kernel hold about this many bytes, so that they stay in the cache. */
const batchBytes = 2 * 2 ** 20;
/** Matrices that the spectrum kernel solves side by side; above `wide` samples it is given half as many, for memory. */
const lanes = 4;
const wide = 2048;

/** A desk that can be told to solve what was asked. */
export interface SolvingDesk extends SpectrumDesk {
  /** Solves everything asked since the last call, matrices of one size together. */
  solve(): void;
  /** How many spectra were solved so far. */
  readonly solved: () => number;
}

interface Request {
  readonly n: number;
  readonly build: () => Factors;
  eigenvalues: Float64Array | null;
}

/**
 * The desk of one capture: each key is built and solved once, whoever asks. Matrices are built while they are solved,
 * so that thousands of them (all pairs of feature maps) never lie in memory together.
 */
export function createSpectrumDesk(numerics: Numerics): SolvingDesk {
  const requests = new Map<string, Request>();
  const shared = new Map<string, unknown>();
  let open: Request[] = [];
  let solved = 0;

  function share<T>(key: string, build: () => T): T {
    if (!shared.has(key)) shared.set(key, build());
    return shared.get(key) as T;
  }

  return {
    request(key, n, build) {
      let request = requests.get(key);
      if (!request) {
        request = { n, build, eigenvalues: null };
        requests.set(key, request);
        open.push(request);
      }
      const asked = request;
      if (asked.n !== n) throw new Error(`spectrum ${key} asked for with ${n} and ${asked.n} samples`);
      return () => {
        if (!asked.eigenvalues) throw new Error(`spectrum ${key} read before it was solved`);
        return asked.eigenvalues;
      };
    },
    share,
    distances: (key, samples) => share(`distances ${key}`, () => numerics.squaredDistances(samples)),
    solve() {
      for (const [n, batch] of batches(open)) {
        const spectra = numerics.eigenvaluesBatch(
          batch.map(({ build }) => build()),
          n,
        );
        for (const [index, request] of batch.entries()) request.eigenvalues = spectra[index]!;
        solved += batch.length;
      }
      open = [];
    },
    solved: () => solved,
  };
}

/** Requests of one size together, some lanes at a time. */
function* batches(open: readonly Request[]): Generator<[number, Request[]]> {
  const sizes = new Map<number, Request[]>();
  for (const request of open) {
    const same = sizes.get(request.n);
    if (same) same.push(request);
    else sizes.set(request.n, [request]);
  }
  for (const [n, same] of sizes) {
    const fitting = lanes * Math.max(1, Math.floor(batchBytes / (8 * n * n * lanes)));
    const count = n > wide ? lanes / 2 : fitting;
    for (let at = 0; at < same.length; at += count) yield [n, same.slice(at, at + count)];
  }
}
