import { expect } from 'vitest';
import type {
  Batch,
  Engine,
  StepResult,
  TrainingSettings,
  Weights,
} from '../../../runner/contract/engine.ts';
import { initialWeights } from '../../../runner/engines/weights.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';
import { maxDifference } from './networks.ts';

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
}

/** Trains on the batches in order with every layer tapped. */
export async function train(
  engine: Engine,
  network: NetworkPlan,
  batches: readonly Batch[],
  { learningRate = 0.1, momentum = 0, training = {}, seed = 1 }: TrainSettings = {},
): Promise<History> {
  const all = network.layers.map((_, index) => index);
  const batchSize = Math.max(1, ...batches.map((batch) => batch.samples));
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum, batchSize, ...training },
    taps: { activations: all, errors: all },
    initial: initialWeights(network, seed),
    seed,
  });
  const steps: StepResult[] = [];
  for (const batch of batches) steps.push(await session.update(batch, learningRate, true));
  const weights = await session.weights();
  await session.close();
  return { steps, weights };
}

/** Tolerances: losses and weights as the contract states them; tensors relative to their largest number. */
export function expectSame(a: History, b: History): void {
  a.steps.forEach((step, i) => {
    const other = b.steps[i]!;
    expect(Math.abs(step.loss - other.loss), `loss of step ${i}`).toBeLessThan(1e-5);
    expect(step.correct, `hits of step ${i}`).toBe(other.correct);
    expectNear(step.tensors!.lossError, other.tensors!.lossError, `d_L of step ${i}`);
    for (const kind of ['activations', 'errors'] as const) {
      expect([...step.tensors![kind].keys()]).toEqual([...other.tensors![kind].keys()]);
      for (const [layer, values] of step.tensors![kind]) {
        expectNear(values, other.tensors![kind].get(layer)!, `${kind} of layer ${layer}, step ${i}`);
      }
    }
  });
  a.weights.forEach((record, layer) => {
    expect(Object.keys(record)).toEqual(Object.keys(b.weights[layer]!));
    for (const [name, values] of Object.entries(record)) {
      const difference = maxDifference(values, b.weights[layer]![name]!);
      expect(difference, `${name} of layer ${layer}`).toBeLessThan(1e-5);
    }
  });
}

function expectNear(a: Float32Array, b: Float32Array, what: string): void {
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  expect(maxDifference(a, b) / largest, what).toBeLessThan(5e-5);
}
