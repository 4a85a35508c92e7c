import type { NetworkPlan, StagePlan } from '../../src/plan/plan.ts';
import { rangeMoves, rangeWeight } from '../../src/plan/quantised-levels.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Engine, Weights } from '../contract/engine.ts';
import { createBatchOrder } from './batches.ts';

/**
 * The weights that a training begins with, where ranges of quantised layers move: their ends are the extremes of T_k over the
 * first mini-batch, in the network that is not quantised, as it behaves in training. Ranges that are there already, as in
 * a network made from a trained one, stay.
 */
export async function withRanges(
  stage: StagePlan,
  dataset: Dataset,
  engine: Engine,
  weights: Weights,
): Promise<Weights> {
  const { network, seed } = stage;
  const open = network.layers.flatMap(({ quantise }, index) =>
    quantise && rangeMoves(quantise) && weights[index]![rangeWeight]!.every((end) => end === 0)
      ? [index]
      : [],
  );
  if (open.length === 0) return weights;
  const session = await engine.open(unquantised(network), {
    training: trainedHere(stage),
    taps: { activations: open, errors: [] },
    initial: weights,
    seed,
  });
  try {
    const { tensors } = await session.observe(
      createBatchOrder(stage, dataset.train).batch(0),
      true,
      'training',
    );
    return weights.map((record, index) => {
      const values = tensors!.activations.get(index);
      return values ? { ...record, [rangeWeight]: extremes(values) } : record;
    });
  } finally {
    await session.close();
  }
}

function unquantised(network: NetworkPlan): NetworkPlan {
  const layers = network.layers.map(({ quantise: _, ...layer }) => ({
    ...layer,
    weights: layer.weights.filter(({ name }) => name !== rangeWeight),
  }));
  return { ...network, layers };
}

function extremes(values: Float32Array): Float32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return Float32Array.of(low, high);
}
