import type { SamplePlan, StagePlan } from '../../src/plan/plan.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import type { Samples } from '../contract/dataset.ts';
import type { Batch, TrainingInputs } from '../contract/engine.ts';
import { randomStream } from '../random/stream.ts';

/** The mini-batches of a training, in the order that the trial's seed gives: each epoch is a new permutation. */
export interface BatchOrder {
  /** Mini-batch number `index` of the training, from 0: what update `index` uses. The last one of an epoch may be short. */
  batch(index: number): Batch;
}

/** @param samples the training set of the stage */
export function createBatchOrder(stage: StagePlan, samples: Samples): BatchOrder {
  const { batchSize, updatesPerEpoch } = trainedHere(stage);
  let current = -1;
  let order: Uint32Array = new Uint32Array();
  return {
    batch(index) {
      const epoch = Math.floor(index / updatesPerEpoch);
      if (epoch !== current) {
        current = epoch;
        order = randomStream(stage.seed, 'order', epoch).permutation(samples.count);
      }
      const from = (index % updatesPerEpoch) * batchSize;
      return batchAt(samples, order.subarray(from, Math.min(from + batchSize, samples.count)));
    },
  };
}

/** A mini-batch by its places, whose inputs are gathered when they are asked for. */
function batchAt(samples: Samples, rows: Uint32Array): Batch {
  let gathered: Float32Array | null = null;
  return {
    samples: rows.length,
    rows,
    get inputs() {
      gathered ??= samples.gather(rows);
      return gathered;
    },
    ...goalsAt(samples, rows),
  };
}

/** What engines may keep of a training set. */
export function trainingInputs(samples: Samples): TrainingInputs {
  const { count } = samples;
  return { count, inputs: () => samples.gather(Uint32Array.from({ length: count }, (_, at) => at)) };
}

/** A batch of the samples at `indices`. */
export function batchOf(samples: Samples, indices: Uint32Array): Batch {
  return { samples: indices.length, inputs: samples.gather(indices), ...goalsAt(samples, indices) };
}

/** Y of the samples at `indices`. */
export function goalsAt(
  { labels, targets, count }: Pick<Samples, 'labels' | 'targets' | 'count'>,
  indices: Uint32Array,
): Pick<Samples, 'labels' | 'targets'> {
  if (!targets) return { labels: Int32Array.from(indices, (index) => labels[index]!) };
  const width = targets.length / count;
  const own = new Float32Array(indices.length * width);
  indices.forEach((index, place) => {
    own.set(targets.subarray(index * width, (index + 1) * width), place * width);
  });
  return { labels: new Int32Array(), targets: own };
}

/** Of fixed samples what decides which they are. */
type FixedSample = Pick<Exclude<SamplePlan, 'batch'>, 'split' | 'n' | 'seed'>;

/**
 * The fixed samples a probe looks at, by their places: the first `n` of a permutation drawn once per trial, the same for each probe;
 * where the sample has a seed of its own, once for all trials.
 */
export function heldOutIndices(
  { seed }: StagePlan,
  samples: Samples,
  { split, n, seed: own = seed }: FixedSample,
): Uint32Array {
  return randomStream(own, 'sample', split).permutation(samples.count).subarray(0, n);
}

/** The fixed samples a probe looks at. */
export function heldOutBatch(stage: StagePlan, samples: Samples, sample: FixedSample): Batch {
  return batchOf(samples, heldOutIndices(stage, samples, sample));
}
