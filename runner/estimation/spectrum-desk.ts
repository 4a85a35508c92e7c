import type { Numerics } from '../kernels/numerics.ts';
import type { SpectrumDesk } from '../nodes/contract.ts';

/** A desk that can be told to solve what was asked. */
export interface SolvingDesk extends SpectrumDesk {
  /** Solves everything asked since the last call, matrices of one size together. */
  solve(): void;
  /** How many spectra were solved so far. */
  readonly solved: () => number;
}

interface Request {
  readonly n: number;
  /** Until it is solved. */
  matrix: Float64Array | null;
  eigenvalues: Float64Array | null;
}

/** The desk of one capture: each key is built and solved once, whoever asks. */
export function createSpectrumDesk(numerics: Numerics): SolvingDesk {
  const requests = new Map<string, Request>();
  const shared = new Map<string, unknown>();
  let solved = 0;

  function share<T>(key: string, build: () => T): T {
    if (!shared.has(key)) shared.set(key, build());
    return shared.get(key) as T;
  }

  return {
    request(key, n, build) {
      let request = requests.get(key);
      if (!request) requests.set(key, (request = { n, matrix: build(), eigenvalues: null }));
      if (request.n !== n) throw new Error(`spectrum ${key} asked for with ${n} and ${request.n} samples`);
      return () => {
        if (!request.eigenvalues) throw new Error(`spectrum ${key} read before it was solved`);
        return request.eigenvalues;
      };
    },
    share,
    distances: (key, samples) => share(`distances ${key}`, () => numerics.squaredDistances(samples)),
    solve() {
      for (const [n, open] of bySize(requests.values())) {
        const matrices = open.map((request) => request.matrix!);
        const spectra = numerics.eigenvaluesBatch(matrices, n);
        for (const [index, request] of open.entries()) {
          request.eigenvalues = spectra[index]!;
          request.matrix = null;
        }
        solved += open.length;
      }
    },
    solved: () => solved,
  };
}

function bySize(requests: Iterable<Request>): Map<number, Request[]> {
  const sizes = new Map<number, Request[]>();
  for (const request of requests) {
    if (!request.matrix) continue;
    const same = sizes.get(request.n);
    if (same) same.push(request);
    else sizes.set(request.n, [request]);
  }
  return sizes;
}
