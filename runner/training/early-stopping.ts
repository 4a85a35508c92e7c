import type { StagePlan, StopPlan } from '../../src/plan/plan.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import type { Dataset, Samples } from '../contract/dataset.ts';
import type { CurvePoint } from '../contract/stage-result.ts';
import { randomStream } from '../random/stream.ts';
import { goalsAt } from './batches.ts';

/** The samples of a training, and those that are held out to say when it ends; null where the test set says it, or nothing. */
export interface TrainingSamples {
  readonly dataset: Dataset;
  readonly heldOut: Samples | null;
}

/** Takes the held-out part off the training set: drawn by the trial's seed, the rest in its order. */
export function withoutHeldOut(stage: StagePlan, dataset: Dataset): TrainingSamples {
  const { stop } = trainedHere(stage);
  if (!stop?.heldOut) return { dataset, heldOut: null };
  const { train } = dataset;
  const drawn = randomStream(stage.seed, 'held out').permutation(train.count).subarray(0, stop.heldOut);
  const out = new Set(drawn);
  const rest = Uint32Array.from({ length: train.count }, (_, at) => at).filter((at) => !out.has(at));
  return {
    dataset: { ...dataset, train: chosen(train, rest) },
    heldOut: chosen(train, drawn.slice().sort()),
  };
}

function chosen(samples: Samples, indices: Uint32Array): Samples {
  return {
    count: indices.length,
    ...goalsAt(samples, indices),
    gather: (places, into) =>
      samples.gather(
        Uint32Array.from(places, (place) => indices[place]!),
        into,
      ),
  };
}

/**
 * Whether a training ends after the epoch that the curve ends with: for `patience` epochs its value was not better than the best
 * before, by more than `by`. The untrained network's counts as one before.
 */
export function endsEarly({ patience, value, by, heldOut }: StopPlan, curve: readonly CurvePoint[]): boolean {
  const split = heldOut ? 'held-out' : 'test';
  const sign = value === 'loss' ? -1 : 1;
  let best = Number.NEGATIVE_INFINITY;
  let since = 0;
  for (const point of curve) {
    if (point.split !== split) continue;
    const found = sign * (point[value] ?? Number.NaN);
    const better = found > best + by;
    since = better ? 0 : since + 1;
    if (better) best = found;
  }
  return since >= patience;
}
