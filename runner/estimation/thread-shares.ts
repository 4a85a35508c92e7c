import type { JobThreads } from './estimation-job.ts';

/** Shares threads out among the jobs that run. */
export interface ThreadShares {
  /** What the jobs are told; it stays true while they run. */
  readonly threads: JobThreads;
  /** So many jobs more, or fewer; 0 when only the threads that they run on have changed. */
  change(jobs: number): void;
}

/**
 * With as many jobs at work as there may be threads, each has one; where they are fewer, each has as many as all may have.
 * @param most threads that there may be
 * @param running threads that there are for jobs to run on
 */
export function createThreadShares(most: number, running: () => number): ThreadShares {
  const free = new Int32Array(new SharedArrayBuffer(4)).fill(most);
  let jobs = 0;
  return {
    threads: { most, free },
    change(more) {
      jobs += more;
      const working = Math.max(1, Math.min(jobs, running()));
      Atomics.store(free, 0, Math.max(1, Math.floor(most / working)));
    },
  };
}
