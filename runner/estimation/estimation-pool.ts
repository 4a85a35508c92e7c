import { existsSync } from 'node:fs';
import { addressSpace } from '../../src/node/address-space.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Capture } from '../contract/capture.ts';
import type { Estimation, EstimationJob } from '../contract/estimation.ts';
import type { EstimateRow } from '../contract/estimator.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import { kernelAddresses } from '../kernels/wasm/wasm-kernels.ts';
import { threadsWithin } from './address-room.ts';
import { AveragingDesk } from './averaging-desk.ts';
import { compileLater } from './compile-later.ts';
import { createCrewGrowth } from './crew-growth.ts';
import { createEntrance, type Entrance } from './entrance.ts';
import { createEstimationCrew, jobsPerThread } from './estimation-crew.ts';
import type { WorkerAnswer } from './estimation-job.ts';
import { unpackRows } from './packed-rows.ts';
import { createThreadShares, type ThreadShares } from './thread-shares.ts';

/** Captures that may wait, as a multiple of the threads; each holds its tensors in memory. */
const waitingPerThread = 2;

export interface EstimationPool extends Estimation {
  /** Waits for what was submitted, then ends the threads. */
  close(): Promise<void>;
}

/**
 * Worker threads that estimate whole captures while the caller trains on: none before the first capture, then one, and more when it does not keep up.
 *
 * A capture's arrays are handed over, not copied: after `submit` they are empty here, unless they are shared between threads. `submit` waits while more than
 * twice as many captures as threads are queued; a caller that awaits `ready` before it makes a capture holds no
 * memory meanwhile.
 * @param options `worker`: compiled JavaScript that answers a `WorkerJob`; `threads`: the most there may be; `plugins`: those that estimators of the captures may
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
  compileLater();
  const desk = new AveragingDesk();
  const crew = createEstimationCrew(worker, (request) => desk.answer(request));
  const shares = createThreadShares(most, () => crew.size);
  const texts = new WeakMap<EstimationJob['estimators'], string>();
  const entrance = createEntrance(1 + waitingPerThread);
  const threadsEntrance = createEntrance(jobsPerThread);
  const growth = createCrewGrowth(
    () => performance.now(),
    () => {
      if (crew.size === 0 || crew.size >= most) return;
      crew.grow();
      entrance.widen(1 + waitingPerThread);
      threadsEntrance.widen(jobsPerThread);
      shares.change(0);
    },
  );

  return {
    async ready() {
      growth.turn();
      if (!entrance.free()) await growth.during(() => entrance.ready());
    },
    async submit({ capture, estimators, average }) {
      await entrance.enter();
      const averaged = desk.open(average);
      try {
        return await within(threadsEntrance, shares, async () => {
          const text = textOf(estimators, texts);
          const shared = { plugins, averaging: averaged.number, threads: shares.threads };
          const answered = crew.run({ capture, estimators: text, ...shared }, ownBuffers(capture));
          answered.catch(() => {});
          return rowsOf(await Promise.race([answered, averaged.failed]));
        });
      } finally {
        entrance.leave();
        averaged.end();
      }
    },
    async close() {
      await entrance.idle();
      await crew.close();
    },
  };
}

/** Does what a thread does once there is room for it; it has its share of the threads meanwhile. */
async function within<T>(
  entrance: Pick<Entrance, 'enter' | 'leave'>,
  shares: ThreadShares,
  work: () => Promise<T>,
): Promise<T> {
  await entrance.enter();
  shares.change(1);
  try {
    return await work();
  } finally {
    shares.change(-1);
    entrance.leave();
  }
}

/** @throws RunError that travelled as data */
function rowsOf(answer: WorkerAnswer): (readonly EstimateRow[])[] {
  if ('rows' in answer) return answer.rows.map(unpackRows);
  const { message, hint, exitCode } = answer.failure;
  throw new RunError(message, hint === undefined ? { exitCode } : { hint, exitCode });
}

/** Estimators as JSON, written once for a list that comes again. */
function textOf(
  estimators: EstimationJob['estimators'],
  known: WeakMap<EstimationJob['estimators'], string>,
): string {
  const text = known.get(estimators) ?? JSON.stringify(estimators);
  known.set(estimators, text);
  return text;
}

/** Buffers that a capture's arrays fill wholly; an array that is part of a larger buffer is copied instead. */
function ownBuffers({ inputs, labels, lossError, layers, other }: Capture): ArrayBuffer[] {
  const arrays = [
    inputs,
    labels,
    lossError,
    ...layers.flatMap(({ values, products, states }) =>
      [values, products, states].filter((one) => one !== undefined),
    ),
  ];
  const buffers = new Set<ArrayBuffer>(other ? ownBuffers(other) : []);
  for (const { buffer, byteLength } of arrays) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0)
      buffers.add(buffer);
  }
  return [...buffers];
}
