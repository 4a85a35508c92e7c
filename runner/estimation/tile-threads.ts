import { Worker } from 'node:worker_threads';
import { RunError } from '../../src/node/run-error.ts';
import type { Numerics } from '../kernels/numerics.ts';
import { bandCount, type TileJob, type TileVectors } from '../kernels/tiles/tile-job.ts';
import type { TileCrew } from './tile-crew.ts';

/** Places in the numbers that all threads read. */
const control = { pass: 0, left: 1, active: 2, closed: 3, failed: 4 } as const;

/** What a helping thread is given; all of its arrays are shared but the classes of the job. */
export interface TileHelp {
  readonly job: TileJob;
  /** Pass, bands that are left, threads that work on them, whether all is over, whether one failed. */
  readonly control: Int32Array;
  /** By place, the vectors of a pass that has any. */
  readonly vectors: readonly Pick<TileVectors, 'lanes' | 'vectors'>[];
  /** By place, whether this pass has its vectors. */
  readonly live: Int32Array;
  /** This thread's own, by place. */
  readonly sums: readonly Float64Array[];
  readonly squares: Float64Array;
}

/**
 * This thread and others, which take bands of a pass one after another.
 *
 * The caller does not return to its event loop meanwhile. A thread that has not started yet has no part in a pass, so nobody waits for it.
 * @param worker compiled JavaScript that calls `helpWithTiles` with its data
 * @param threads that there may be, this one included
 * @param free threads that may work now, this one included: asked before each pass
 */
export function threadedCrew(
  numerics: Numerics,
  worker: string,
  threads: number,
  free: () => number = () => threads,
): TileCrew {
  return {
    size: threads,
    open(job) {
      const numbers = new Int32Array(new SharedArrayBuffer(20));
      let crew: Crew | null = null;
      return {
        pass(vectors, squares) {
          crew ??= startCrew(worker, threads - 1, job, numbers, vectors);
          for (const [place, { lanes }] of vectors.entries()) crew.live[place] = lanes > 0 ? 1 : 0;
          Atomics.store(numbers, control.left, bandCount(job.n));
          const others = free() - 1;
          if (others > 0) {
            Atomics.add(numbers, control.pass, 1);
            Atomics.notify(numbers, control.pass, others);
          }
          numerics.tilePass({ job, vectors, squares, next: () => nextBand(numbers) });
          waitForOthers(numbers);
          for (const help of crew.given) collect(help, vectors, squares);
        },
        close() {
          Atomics.store(numbers, control.closed, 1);
          Atomics.add(numbers, control.pass, 1);
          Atomics.notify(numbers, control.pass);
          for (const thread of crew?.threads ?? []) void thread.terminate();
        },
      };
    },
  };
}

interface Crew {
  readonly threads: readonly Worker[];
  readonly given: readonly TileHelp[];
  readonly live: Int32Array;
}

function startCrew(
  worker: string,
  helpers: number,
  job: TileJob,
  numbers: Int32Array,
  vectors: readonly TileVectors[],
): Crew {
  const live = new Int32Array(new SharedArrayBuffer(4 * vectors.length));
  const given = Array.from({ length: helpers }, () => ({
    job,
    control: numbers,
    live,
    vectors: vectors.map(({ lanes, vectors: shared }) => ({ lanes, vectors: shared })),
    sums: vectors.map(({ sums }) => new Float64Array(new SharedArrayBuffer(sums.byteLength))),
    squares: new Float64Array(new SharedArrayBuffer(8 * vectors.length)),
  }));
  const threads = given.map((workerData) => {
    const thread = new Worker(worker, { workerData });
    thread.on('error', () => {}); // told by `failed`
    thread.unref();
    return thread;
  });
  return { threads, given, live };
}

/** Runs in a helping thread until the caller closes. */
export function helpWithTiles(help: TileHelp, numerics: Numerics): void {
  const { control: numbers } = help;
  for (let seen = 0; Atomics.load(numbers, control.closed) === 0; ) {
    Atomics.wait(numbers, control.pass, seen);
    seen = Atomics.load(numbers, control.pass);
    Atomics.add(numbers, control.active, 1);
    try {
      takePart(help, numerics);
    } catch {
      Atomics.store(numbers, control.failed, 1);
      return;
    } finally {
      Atomics.sub(numbers, control.active, 1);
      Atomics.notify(numbers, control.active);
    }
  }
}

/** Does bands of the pass that is on, unless none are left. */
function takePart(
  { job, control: numbers, vectors, live, sums, squares }: TileHelp,
  numerics: Numerics,
): void {
  const first = nextBand(numbers);
  if (first < 0) return;
  let band = first;
  const own = vectors.map((shared, place) => ({
    lanes: live[place] ? shared.lanes : 0,
    vectors: live[place] ? shared.vectors : none.vectors,
    sums: live[place] ? sums[place]! : none.sums,
  }));
  const next = () => {
    const given = band;
    if (given >= 0) band = nextBand(numbers);
    return given;
  };
  numerics.tilePass({ job, vectors: own, squares, next });
}

const none = { vectors: new Float32Array(0), sums: new Float64Array(0) };

/** The longest bands come first. */
function nextBand(numbers: Int32Array): number {
  return Math.max(-1, Atomics.sub(numbers, control.left, 1) - 1);
}

function waitForOthers(numbers: Int32Array): void {
  for (;;) {
    const active = Atomics.load(numbers, control.active);
    if (active === 0) break;
    Atomics.wait(numbers, control.active, active);
  }
  if (Atomics.load(numbers, control.failed) === 0) return;
  throw new RunError('a thread that makes tiles of a large matrix had no memory or failed', {
    hint: 'give the run fewer threads, or a machine with more memory',
  });
}

/** Adds what a thread found, and clears it for the next pass. */
function collect(
  { sums, squares: own }: TileHelp,
  vectors: readonly TileVectors[],
  squares: Float64Array,
): void {
  for (const [place, { lanes, sums: to }] of vectors.entries()) {
    squares[place]! += own[place]!;
    if (lanes === 0) continue;
    const from = sums[place]!;
    for (let at = 0; at < to.length; at += 1) to[at]! += from[at]!;
    from.fill(0);
  }
  own.fill(0);
}
