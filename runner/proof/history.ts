import type { NetworkPlan } from '../../src/plan/plan.ts';
import type { Batch, Engine, StepResult, TrainingSettings, Weights } from '../contract/engine.ts';
import { initialWeights } from '../engines/weights.ts';
import { maxDifference, need, needNear } from './property.ts';

/** What an engine made of a few updates. */
export interface History {
  readonly steps: readonly StepResult[];
  readonly weights: Weights;
}

export interface TrainSettings {
  readonly learningRate?: number;
  readonly momentum?: number;
  /** Further settings of the optimiser, and the loss. */
  readonly training?: Partial<TrainingSettings>;
  readonly seed?: number;
  /** Those of `seed` when left out. */
  readonly initial?: Weights;
}

/** Trains on the batches in order with every layer tapped. */
export async function train(
  engine: Engine,
  network: NetworkPlan,
  batches: readonly Batch[],
  { learningRate = 0.1, momentum = 0, training = {}, seed = 1, initial }: TrainSettings = {},
): Promise<History> {
  const all = network.layers.map((_, index) => index);
  const batchSize = Math.max(1, ...batches.map((batch) => batch.samples));
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum, batchSize, ...training },
    taps: { activations: all, errors: all },
    initial: initial ?? initialWeights(network, seed),
    seed,
  });
  try {
    const steps: StepResult[] = [];
    for (const batch of batches) steps.push(await session.update(batch, learningRate, true));
    return { steps, weights: await session.weights() };
  } finally {
    await session.close();
  }
}

const tensorsNear = { tolerance: 5e-5, least: 1e-3 };
/** Of losses and weights. */
const most = 1e-5;

/**
 * Two engines gave the same: losses and weights to 1e-5, tensors to 5e-5 of their largest number.
 * @throws Error that names the first tensor that differs
 */
export function needSame(a: History, b: History): void {
  a.steps.forEach((step, i) => {
    const other = b.steps[i]!;
    need(
      Math.abs(step.loss - other.loss) < most,
      `the losses of step ${i} are ${step.loss} and ${other.loss}`,
    );
    need(step.correct === other.correct, `the hits of step ${i} are ${step.correct} and ${other.correct}`);
    for (const kind of ['activations', 'errors'] as const) {
      const [own, theirs] = [step.tensors![kind], other.tensors![kind]];
      need([...own.keys()].join() === [...theirs.keys()].join(), `step ${i} has other ${kind}`);
      for (const [layer, values] of own) {
        needNear(values, theirs.get(layer)!, `${kind} of layer ${layer}, step ${i}`, tensorsNear);
      }
    }
    needNear(step.tensors!.lossError, other.tensors!.lossError, `d_L of step ${i}`, tensorsNear);
  });
  a.weights.forEach((record, layer) => {
    const other = b.weights[layer]!;
    need(Object.keys(record).join() === Object.keys(other).join(), `layer ${layer} has other weights`);
    for (const [name, values] of Object.entries(record)) {
      const difference = maxDifference(values, other[name]!);
      need(difference < most, `${name} of layer ${layer} is off by ${difference} in the end`);
    }
  });
}
