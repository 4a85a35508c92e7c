import type { NetworkPlan, ProbePlan, StagePlan } from './plan.ts';
import { isElsewhere } from './trained-here.ts';

const bytesPerNumber = 4;

/** Trained weights of a network, biases included. */
export function countParameters(network: NetworkPlan): number {
  let count = 0;
  for (const { weights } of network.layers)
    for (const { shape, trained } of weights) if (trained !== false) count += product(shape);
  return count;
}

/**
 * Estimates a stage's work: multiply-adds of the training (a backward pass counts as two forward passes), rows of its
 * estimates, and bytes (weights, their gradients and the optimiser's tensors; a batch's activations and error signals; the largest
 * capture). All numbers take 4 bytes.
 * @param rows of all estimators and branches together
 */
export function estimateWork(
  model: Pick<StagePlan, 'network' | 'training' | 'parameters' | 'dataset'>,
  probes: readonly ProbePlan[],
  rows: number,
): StagePlan['work'] {
  const { network, training, parameters, dataset } = model;
  const forward = network.layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  const updated = isElsewhere(training) ? null : training;
  const copies = !updated ? 1 : updated.optimizer === 'adam' ? 4 : updated.momentum > 0 ? 3 : 2;
  const features = network.layers.reduce((sum, layer) => sum + product(layer.output), product(network.input));
  const captures = probes.map((probe) => captureNumbers(network, updated?.batchSize ?? 0, probe));
  const numbers = copies * parameters + 2 * (updated?.batchSize ?? 0) * features + Math.max(0, ...captures);
  return {
    training: updated ? 3 * forward * dataset.trainSize * updated.epochs : 0,
    rows,
    memory: bytesPerNumber * numbers,
  };
}

function captureNumbers(network: NetworkPlan, batchSize: number, probe: ProbePlan): number {
  const samples = probe.sample === 'batch' ? batchSize : probe.sample.n;
  const features = probe.layers.reduce((sum, index) => sum + product(network.layers[index]!.output), 0);
  return samples * (product(network.input) + features);
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1);
}
