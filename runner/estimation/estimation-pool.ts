import { existsSync } from 'node:fs';
import { Piscina } from 'piscina';
import { addressSpace } from '../../src/node/address-space.ts';
import { machineFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Capture } from '../contract/capture.ts';
import type { Averaging, Estimation } from '../contract/estimation.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import { kernelAddresses } from '../kernels/wasm/wasm-kernels.ts';
import { threadsWithin } from './address-room.ts';
import { createEntrance } from './entrance.ts';
import type { AveragingRequest, WorkerAnswer, WorkerJob } from './estimation-job.ts';
import { unpackRows } from './packed-rows.ts';

/** Captures that may wait, as a multiple of the threads; each holds its tensors in memory. */
const waitingPerThread = 2;

export interface EstimationPool extends Estimation {
  /** Waits for what was submitted, then ends the threads. */
  close(): Promise<void>;
}

/**
 * Worker threads that estimate whole captures while the caller trains on.
 *
 * A capture's arrays are handed over, not copied: after `submit` they are empty here. `submit` waits while more than
 * twice as many captures as threads are queued; a caller that awaits `ready` before it makes a capture holds no
 * memory meanwhile.
 * @param options `worker`: compiled JavaScript that answers a `WorkerJob`; `plugins`: those that estimators of the captures may
 * be from
 * @throws Error when the worker is not there, since the package was not built
 * @throws RunError when there are addresses for no thread
 */
export function createEstimationPool({
  worker,
  threads,
  plugins = [],
}: {
  readonly worker: string;
  readonly threads: number;
  readonly plugins?: readonly PluginModule[];
}): EstimationPool {
  if (!existsSync(worker)) throw new Error(`${worker} is missing: run npm run build`);
  const most = threadsWithin(addressSpace(), threads, kernelAddresses());
  const workers = new Piscina<WorkerJob, WorkerAnswer>({
    filename: worker,
    minThreads: most,
    maxThreads: most,
    // a capture may wait for what the ones before it average, so none of them may wait behind it
    stricterFIFO: true,
  });
  const averaging = new Map<number, Averaging>();
  workers.on('message', ({ job, found, reply }: AveragingRequest) => {
    averaging.get(job)!(found).then((means) => reply.postMessage(means));
  });
  // a thread that cannot start has no job that would fail of it
  const broken = new Promise<never>((_, fail) => {
    workers.on('error', (cause) => fail(machineFailure(cause) ?? cause));
  });
  broken.catch(() => {});
  let jobs = 0;
  const entrance = createEntrance(most * (1 + waitingPerThread));

  return {
    ready: () => entrance.ready(),
    async submit({ capture, estimators, average }) {
      await entrance.enter();
      const number = average ? ++jobs : null;
      if (average) averaging.set(number!, average);
      try {
        const job = { capture, estimators, plugins, averaging: number };
        const answered = workers.run(job, { transferList: ownBuffers(capture) });
        answered.catch(() => {});
        const answer = await Promise.race([answered, broken]);
        if ('rows' in answer) return answer.rows.map(unpackRows);
        const { message, hint, exitCode } = answer.failure;
        throw new RunError(message, hint === undefined ? { exitCode } : { hint, exitCode });
      } finally {
        entrance.leave();
        if (number !== null) averaging.delete(number);
      }
    },
    async close() {
      await entrance.idle();
      await workers.destroy();
    },
  };
}

/** Buffers that a capture's arrays fill wholly; an array that is part of a larger buffer is copied instead. */
function ownBuffers({ inputs, labels, lossError, layers }: Capture): ArrayBuffer[] {
  const arrays = [
    inputs,
    labels,
    lossError,
    ...layers.flatMap(({ values, products, states }) =>
      [values, products, states].filter((one) => one !== undefined),
    ),
  ];
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer, byteLength } of arrays) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0)
      buffers.add(buffer);
  }
  return [...buffers];
}
