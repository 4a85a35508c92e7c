import type { MessagePort } from 'node:worker_threads';
import type { Capture } from '../contract/capture.ts';
import type { Averaging } from '../contract/estimation.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import type { PackedRows } from './packed-rows.ts';

/** What a worker answers. Errors lose their class between threads, so a user's error travels as data. */
export type WorkerAnswer =
  | { readonly rows: readonly PackedRows[] }
  | {
      readonly failure: {
        readonly message: string;
        readonly hint: string | undefined;
        readonly exitCode: number;
      };
    };

/** What a thread is given: a capture, its estimators, and the plugins that some of them may be from. */
export interface WorkerJob {
  readonly capture: Capture;
  /** A list of `EstimatorJob` as JSON: the same for every row of a probe, so that a thread reads it once. */
  readonly estimators: string;
  readonly plugins: readonly PluginModule[];
  /** Number of the job in requests for averages; null where the capture stands alone. */
  readonly averaging: number | null;
  readonly threads: JobThreads;
}

/** Threads that jobs may work with, the one that a job is given to included. */
export interface JobThreads {
  readonly most: number;
  /** Shared, one number: how many each of the jobs that run now may have, so that together they have no more than there may be. */
  readonly free: Int32Array;
}

/** What a thread asks on its way: the means of what it found, to be sent to `reply`. */
export interface AveragingRequest {
  readonly job: number;
  readonly found: Parameters<Averaging>[0];
  readonly reply: MessagePort;
}

/** What comes back to `reply`: null where they cannot be had, which the one who asked for the job is told. */
export type AveragingReply = Awaited<ReturnType<Averaging>> | null;
