import type { Batch, StepResult, TrainingSession } from '../contract/engine.ts';
import type { BatchOrder } from './batches.ts';
import type { Probing } from './probing.ts';

/** An update that was done. */
export interface DoneUpdate {
  readonly batch: Batch;
  readonly step: StepResult;
  /** Probes, by index, that take a row of the batch. */
  readonly rows: readonly number[];
}

/** Most updates that are handed over together. */
const most = 32;

/** How long, in milliseconds, the training may be deaf to everything else. */
const patience = 250;

/**
 * Does the updates of a training: one by one, or, on an engine where that gains something, all those together between which nobody looks
 * at the network. How many is found out by how long they take, so that an interruption is heard soon; it changes no result.
 * @param now milliseconds
 */
export function createUpdateStretch(
  session: TrainingSession,
  order: Pick<BatchOrder, 'batch'>,
  {
    learningRate,
    probing,
    updatesPerEpoch,
    now = () => performance.now(),
  }: {
    readonly learningRate: (iteration: number) => number;
    readonly probing: Pick<Probing, 'looks' | 'onBatch'>;
    readonly updatesPerEpoch: number;
    readonly now?: () => number;
  },
): (iteration: number, end: number) => Promise<readonly DoneUpdate[]> {
  let together = 1;
  return async (iteration, end) => {
    const rows = probing.onBatch(iteration);
    if (rows.length > 0 || !session.updates) {
      const batch = order.batch(iteration);
      return [{ batch, step: await session.update(batch, learningRate(iteration), rows.length > 0), rows }];
    }
    const epochEnd = (Math.floor(iteration / updatesPerEpoch) + 1) * updatesPerEpoch;
    const limit = Math.min(iteration + together, epochEnd, end);
    let last = iteration + 1;
    while (last < limit && !probing.looks(last)) last++;
    const iterations = Array.from({ length: last - iteration }, (_, at) => iteration + at);
    const batches = iterations.map((at) => order.batch(at));
    const begun = now();
    const steps = await session.updates(batches, iterations.map(learningRate));
    if (iterations.length === together)
      together =
        now() - begun > patience ? Math.max(1, Math.floor(together / 2)) : Math.min(most, 2 * together);
    return steps.map((step, at) => ({ batch: batches[at]!, step, rows: [] }));
  };
}
