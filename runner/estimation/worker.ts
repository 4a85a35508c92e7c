import { RunError } from '../../src/node/run-error.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';
import type { EstimateRow, EstimationJob } from '../nodes/contract.ts';
import { openKinds } from '../plugins/plugin-kinds.ts';
import type { PluginModule } from '../plugins/plugin-modules.ts';
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

/** What a thread is given: a capture, its estimators, and the plugins that some of them may be from. */
export type WorkerJob = EstimationJob & { readonly plugins: readonly PluginModule[] };

const numerics = createNumerics();

/** Runs in a worker thread: all estimators of one capture. */
export default async function answer({ capture, estimators, plugins }: WorkerJob): Promise<WorkerAnswer> {
  const kinds = await openKinds(plugins.filter(({ family }) => family === 'estimator'));
  try {
    return { rows: await estimateCapture(capture, estimators, numerics, kinds) };
  } catch (cause) {
    const error = kinds.blame(cause);
    if (!(error instanceof RunError)) throw error;
    const { message, hint, exitCode } = error;
    return { failure: { message, hint, exitCode } };
  }
}
