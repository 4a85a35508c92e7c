import { once } from 'node:events';
import { MessageChannel, parentPort } from 'node:worker_threads';
import { RunError } from '../../src/node/run-error.ts';
import type { Averaging } from '../contract/estimation.ts';
import { type EstimatorJob, estimateCapture } from '../estimation/estimate-capture.ts';
import type {
  AveragingReply,
  AveragingRequest,
  JobThreads,
  WorkerAnswer,
  WorkerJob,
} from '../estimation/estimation-job.ts';
import { packRows } from '../estimation/packed-rows.ts';
import { threadedStrips } from '../estimation/strip-threads.ts';
import { threadedCrew } from '../estimation/tile-threads.ts';
import { createMatrixStock } from '../kernels/matrix-stock.ts';
import { createNumerics, type StripCrew } from '../kernels/wasm/wasm-numerics.ts';
import { openKinds } from '../plugins/plugin-kinds.ts';
import { stripWorkerFile, tileWorkerFile } from './estimation-worker-file.ts';

/** Bytes of matrices that wait for the next capture: 256 of 128 x 128, or four of 1,024 x 1,024. */
const stockBytes = 2 ** 25;

/**
 * What this thread has from one capture to the next. Kept here, against the rule for modules, since a thread's function is called anew for
 * each capture and has nothing else that lasts.
 */
const ofThread = {
  stock: createMatrixStock(stockBytes),
  text: '',
  estimators: [] as readonly EstimatorJob[],
  strips: null as StripCrew | null,
};

/** Runs in a worker thread: all estimators of one capture. */
export default async function answer(job: WorkerJob): Promise<WorkerAnswer> {
  const { capture, plugins, averaging, threads } = job;
  const estimators = read(job.estimators);
  const matrices = ofThread.stock.lend();
  const kinds = await openKinds(plugins.filter(({ family }) => family === 'estimator'));
  try {
    const numerics = createNumerics('wasm-fma', matrices.take, stripsWith(threads)); // here, so that what is missing for it is told as what a job comes to
    const average = averaging === null ? null : averageBy(averaging);
    const free = () => Atomics.load(threads.free, 0);
    const crew = threadedCrew(numerics, tileWorkerFile, free(), free);
    const rows = await estimateCapture(capture, estimators, numerics, kinds, average, crew);
    return { rows: rows.map(packRows) };
  } catch (cause) {
    const error = kinds.blame(cause);
    if (!(error instanceof RunError)) throw error;
    const { message, hint, exitCode } = error;
    return { failure: { message, hint, exitCode } };
  } finally {
    matrices.giveBack();
  }
}

/** Those who help with large matrices; all jobs of a thread are of one pool. */
function stripsWith({ most, free }: JobThreads): StripCrew {
  ofThread.strips ??= threadedStrips(stripWorkerFile, most, () => Atomics.load(free, 0));
  return ofThread.strips;
}

/** Estimators from JSON; those of the last capture are most often asked for again. */
function read(text: string): readonly EstimatorJob[] {
  if (text !== ofThread.text) {
    ofThread.estimators = JSON.parse(text);
    ofThread.text = text;
  }
  return ofThread.estimators;
}

/** Asks the thread that handed over the job, which knows the rows before. */
function averageBy(job: number): Averaging {
  return async (found) => {
    const { port1: own, port2: reply } = new MessageChannel();
    const request: AveragingRequest = { job, found, reply };
    parentPort!.postMessage(request, [reply]);
    const [means] = (await once(own, 'message')) as [AveragingReply];
    own.close();
    if (means === null) throw new Error('there are no means');
    return means;
  };
}
