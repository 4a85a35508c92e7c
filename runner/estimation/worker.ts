import { RunError } from '../../src/node/run-error.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';
import type { EstimateRow, EstimationJob } from '../nodes/contract.ts';
import { estimateCapture } from './estimate-capture.ts';

/** What a worker answers. Errors lose their class between threads, so a user's error travels as data. */
export type WorkerAnswer =
  | { readonly rows: EstimateRow[][] }
  | {
      readonly failure: {
        readonly message: string;
        readonly hint: string | undefined;
        readonly exitCode: number;
      };
    };

const numerics = createNumerics();

/** Runs in a worker thread: all estimators of one capture. */
export default async function answer({ capture, estimators }: EstimationJob): Promise<WorkerAnswer> {
  try {
    return { rows: await estimateCapture(capture, estimators, numerics) };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const { message, hint, exitCode } = error;
    return { failure: { message, hint, exitCode } };
  }
}
