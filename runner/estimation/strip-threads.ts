import { Worker } from 'node:worker_threads';
import {
  doStrip,
  type ShareStrips,
  type Strips,
  type StripThreads,
  stripsAlone,
} from '../kernels/wasm/reduce-in-stages.ts';
import { instantiateShared, type SharedKernels, shareKernels } from '../kernels/wasm/shared-kernels.ts';
import type { WasmBuild } from '../kernels/wasm/wasm-kernels.ts';
import type { StripCrew } from '../kernels/wasm/wasm-numerics.ts';
import { createWorkMemory } from '../kernels/wasm/work-memory.ts';

/** Places in the numbers that all threads read: a count of steps, strips that are left, threads that work on them, whether one failed, and the step. */
const control = { step: 0, left: 1, active: 2, failed: 3, strips: 4 } as const;

/** More have too little to do: a thirtieth of the work is one thread's, and some milliseconds of strips are shared at a time. */
const mostThreads = 8;

/** What a helping thread is given. */
export interface StripHelp {
  readonly shared: SharedKernels;
  /** Shared, by the places above. */
  readonly control: Int32Array;
  /** Whose scratch it uses: 1 for the first one that helps. */
  readonly thread: number;
}

/** A crew that lasts, with threads that wait for the next matrix. */
export interface StandingCrew extends StripCrew {
  /** Ends the threads. */
  close(): void;
}

/** A memory, and the threads that work in it. */
interface Open extends StripThreads {
  readonly build: WasmBuild;
  readonly helpers: readonly Worker[];
}

/**
 * This thread and others, which take strips of a step one after another; they start with the first large matrix, and wait for the next one.
 *
 * The caller does not return to its event loop meanwhile. A thread that has not started yet has no part in a step, so nobody waits for it; where none can
 * start, or no memory can be shared, this thread does all.
 * @param worker compiled JavaScript that calls `helpWithStrips` with its data
 * @param threads that there may ever be, this one included
 * @param free threads that may work now, this one included: asked before each step
 */
export function threadedStrips(
  worker: string,
  threads: number,
  free: () => number = () => threads,
): StandingCrew {
  const most = Math.min(threads, mostThreads);
  let open: Open | null = null;
  let refused = most < 2;
  function close(): void {
    for (const helper of open?.helpers ?? []) void helper.terminate();
    open = null;
  }
  return {
    find(build, bytes) {
      if (refused || free() < 2) return null;
      if (open?.failed()) refused = true;
      const needed = bytes(most);
      if (open && !refused && open.build === build && open.kernels.memory.buffer.byteLength >= needed)
        return open;
      close();
      const shared = refused ? null : shareKernels(build, needed);
      refused ||= shared === null;
      return shared && (open = { build, ...startThreads(worker, shared, most, free) });
    },
    close,
  };
}

function startThreads(
  worker: string,
  shared: SharedKernels,
  most: number,
  free: () => number,
): Omit<Open, 'build'> {
  const numbers = new Int32Array(new SharedArrayBuffer(4 * (control.strips + stripFields.length)));
  const kernels = instantiateShared(shared);
  const alone = stripsAlone(kernels);
  const helpers = Array.from({ length: most - 1 }, (_, at) => {
    const workerData: StripHelp = { shared, control: numbers, thread: at + 1 };
    const helper = new Worker(worker, { workerData });
    helper.on('error', () => {}); // told by `failed`
    helper.unref();
    return helper;
  });
  const share: ShareStrips = (strips) => {
    const others = Math.min(free(), most) - 1;
    if (others < 1) return alone(strips);
    writeStrips(numbers, strips);
    Atomics.store(numbers, control.left, strips.count);
    Atomics.add(numbers, control.step, 1);
    Atomics.notify(numbers, control.step, others);
    takeStrips(kernels, numbers, 0);
    for (let active = 1; active > 0; ) {
      active = Atomics.load(numbers, control.active);
      if (active > 0) Atomics.wait(numbers, control.active, active);
    }
  };
  const failed = () => Atomics.load(numbers, control.failed) > 0;
  return { kernels, memory: createWorkMemory(shared.memory), threads: most, share, failed, helpers };
}

/** Runs in a helping thread until that is ended. */
export function helpWithStrips({ shared, control: numbers, thread }: StripHelp): void {
  const kernels = instantiateShared(shared);
  for (let seen = 0; ; ) {
    Atomics.wait(numbers, control.step, seen);
    seen = Atomics.load(numbers, control.step);
    Atomics.add(numbers, control.active, 1);
    try {
      takeStrips(kernels, numbers, thread);
    } catch {
      Atomics.store(numbers, control.failed, 1);
      return;
    } finally {
      Atomics.sub(numbers, control.active, 1);
      Atomics.notify(numbers, control.active);
    }
  }
}

/** In the order of their places. */
const stripFields = ['step', 'n', 'matrix', 'work', 'end', 'count'] as const;

function writeStrips(numbers: Int32Array, strips: Strips): void {
  for (const [at, field] of stripFields.entries()) numbers[control.strips + at] = strips[field];
}

function readStrips(numbers: Int32Array): Strips {
  const [step, ...sizes] = numbers.subarray(control.strips);
  // offsets are up to 2^32, beyond what these numbers can say
  const [n, matrix, work, end, count] = sizes.map((size) => size >>> 0) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { step: step as Strips['step'], n, matrix, work, end, count };
}

/** Those with the highest numbers come first, since in the last step they take longest. What the step is may be read once a strip of it is taken. */
function takeStrips(kernels: StripThreads['kernels'], numbers: Int32Array, thread: number): void {
  for (;;) {
    const strip = Atomics.sub(numbers, control.left, 1) - 1;
    if (strip < 0) return;
    doStrip(kernels, readStrips(numbers), thread, strip);
  }
}
