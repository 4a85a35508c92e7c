import { once } from 'node:events';
import { MessageChannel, type MessagePort, parentPort } from 'node:worker_threads';
import { RunError } from '../../src/node/run-error.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';
import type { Averaging, EstimationJob } from '../nodes/contract.ts';
import { openKinds } from '../plugins/plugin-kinds.ts';
import type { PluginModule } from '../plugins/plugin-modules.ts';
import { estimateCapture } from './estimate-capture.ts';
import { type PackedRows, packRows } from './packed-rows.ts';

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
export type WorkerJob = Pick<EstimationJob, 'capture' | 'estimators'> & {
  readonly plugins: readonly PluginModule[];
  /** Number of the job in requests for averages; null where the capture stands alone. */
  readonly averaging: number | null;
};

/** What a thread asks on its way: the means of what it found, to be sent to `reply`. */
export interface AveragingRequest {
  readonly job: number;
  readonly found: Parameters<Averaging>[0];
  readonly reply: MessagePort;
}

const numerics = createNumerics();

/** Runs in a worker thread: all estimators of one capture. */
export default async function answer(job: WorkerJob): Promise<WorkerAnswer> {
  const { capture, estimators, plugins, averaging } = job;
  const kinds = await openKinds(plugins.filter(({ family }) => family === 'estimator'));
  try {
    const average = averaging === null ? null : averageBy(averaging);
    const rows = await estimateCapture(capture, estimators, numerics, kinds, average);
    return { rows: rows.map(packRows) };
  } catch (cause) {
    const error = kinds.blame(cause);
    if (!(error instanceof RunError)) throw error;
    const { message, hint, exitCode } = error;
    return { failure: { message, hint, exitCode } };
  }
}

/** Asks the thread that handed over the job, which knows the rows before. */
function averageBy(job: number): Averaging {
  return async (found) => {
    const { port1: own, port2: reply } = new MessageChannel();
    const request: AveragingRequest = { job, found, reply };
    parentPort!.postMessage(request, [reply]);
    const [means] = await once(own, 'message');
    own.close();
    return means;
  };
}
