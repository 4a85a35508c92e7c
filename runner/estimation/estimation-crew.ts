import { Piscina } from 'piscina';
import { machineFailure } from '../../src/node/machine-failure.ts';
import type { AveragingRequest, WorkerAnswer, WorkerJob } from './estimation-job.ts';

/** Jobs that a thread has at once: one that it works on, and the next, so that it need not wait for the caller's turn. */
export const jobsPerThread = 2;

/**
 * Megabytes of young objects of a thread, of which V8 takes a third for those made last. By itself it takes 48, and a thread was some 30 MB larger
 * without saving time: what estimating makes is gone at once, or lies outside of V8's heap.
 */
const youngMegabytes = 6;

/** Threads that answer jobs; more can be started. */
export interface EstimationCrew {
  /** Threads that were started. */
  readonly size: number;
  /** Starts one more thread. */
  grow(): void;
  /** Gives a job to the thread that has fewest; `transfer` is handed over to it. */
  run(job: WorkerJob, transfer: ArrayBuffer[]): Promise<WorkerAnswer>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/**
 * One thread, started with the first job, and as many more as are asked for.
 * @param worker compiled JavaScript that answers a `WorkerJob`
 * @param asked told what a job asks on its way
 */
export function createEstimationCrew(
  worker: string,
  asked: (request: AveragingRequest) => void,
): EstimationCrew {
  const threads: Piscina<WorkerJob, WorkerAnswer>[] = [];
  let fail: (cause: unknown) => void;
  // a thread that cannot start has no job that would fail of it
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => {});

  function grow(): void {
    const thread = new Piscina<WorkerJob, WorkerAnswer>({
      filename: worker,
      minThreads: 1,
      maxThreads: 1,
      concurrentTasksPerWorker: jobsPerThread,
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      // a capture may wait for what the ones before it average, so none of them may wait behind it
      stricterFIFO: true,
    });
    thread.on('message', asked);
    thread.on('error', (cause) => fail(machineFailure(cause) ?? cause));
    threads.push(thread);
  }

  const busy = new Map<Piscina, number>();
  const jobsOf = (thread: Piscina) => busy.get(thread) ?? 0;
  return {
    get size() {
      return threads.length;
    },
    grow,
    async run(job, transferList) {
      if (threads.length === 0) grow();
      const thread = threads.reduce((least, other) => (jobsOf(other) < jobsOf(least) ? other : least));
      busy.set(thread, jobsOf(thread) + 1);
      try {
        const answered = thread.run(job, { transferList });
        answered.catch(() => {});
        return await Promise.race([answered, broken]);
      } finally {
        busy.set(thread, jobsOf(thread) - 1);
      }
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.destroy()));
    },
  };
}
