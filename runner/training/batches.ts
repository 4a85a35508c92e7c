import type { SamplePlan, StagePlan } from '../../src/plan/plan.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import type { Samples } from '../contract/dataset.ts';
import type { Batch, TrainingInputs } from '../contract/engine.ts';
import { randomStream } from '../random/stream.ts';

/** The mini-batches of a training, in the order that the trial's seed gives: each epoch is a new permutation. */
export interface BatchOrder {
  /** Mini-batch number `index` of the training, from 0: what update `index` uses. The last one of an epoch may be short. */
  batch(index: number): Batch;
  /** Nobody looks at a batch again: the memory of its inputs serves one to come. */
  giveBack(batch: Batch): void;
}

/** @param samples the training set of the stage */
export function createBatchOrder(stage: StagePlan, samples: Samples): BatchOrder {
  const { batchSize, updatesPerEpoch } = trainedHere(stage);
  let current = -1;
  let order: Uint32Array = new Uint32Array();
  // inputs of a batch lie outside of V8's heap, which is searched whole after each so many megabytes of them
  const gathered = new Map<Batch, Float32Array>();
  const spare: Float32Array[] = [];
  function gather(batch: Batch, rows: Uint32Array): Float32Array {
    const inputs =
      gathered.get(batch) ?? samples.gather(rows, rows.length === batchSize ? spare.pop() : undefined);
    gathered.set(batch, inputs);
    return inputs;
  }
  return {
    batch(index) {
      const epoch = Math.floor(index / updatesPerEpoch);
      if (epoch !== current) {
        current = epoch;
        order = randomStream(stage.seed, 'order', epoch).permutation(samples.count);
      }
      const from = (index % updatesPerEpoch) * batchSize;
      const rows = order.subarray(from, Math.min(from + batchSize, samples.count));
      return {
        samples: rows.length,
        rows,
        /** Gathered when they are asked for. */
        get inputs() {
          return gather(this, rows);
        },
        ...goalsAt(samples, rows),
      };
    },
    giveBack(batch) {
      const inputs = gathered.get(batch);
      if (inputs && batch.samples === batchSize) spare.push(inputs);
      gathered.delete(batch);
    },
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
