import { lossParts } from '../../../src/plan/losses.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type { TrainingSettings } from '../../contract/engine.ts';

/** Names of a step graph's inputs and outputs. A state tensor goes in under its name and comes out under `next`. */
export const stepNames = {
  inputs: 'inputs',
  labels: 'labels',
  targets: 'targets',
  rate: 'learning-rate',
  mask: (layer: number) => `mask:${layer}`,
  loss: (loss: number) => (loss === 0 ? 'loss' : `loss:${loss}`),
  correct: (loss: number) => (loss === 0 ? 'correct' : `correct:${loss}`),
  /** @param loss its place; null for the total */
  lossError: (loss: number | null) => (loss === null ? 'error:loss' : `error:loss:of:${loss}`),
  activation: (layer: number) => `activation:${layer}`,
  products: (layer: number) => `products:${layer}`,
  reserve: (layer: number) => `reserve:${layer}`,
  error: (layer: number, loss: number | null) => `error:${layer}${loss === null ? '' : `:of:${loss}`}`,
  weight: (layer: number, name: string) => `weight:${layer}:${name}`,
  slot: (layer: number, name: string, slot: string) => `${slot}:${layer}:${name}`,
  next: (state: string) => `next:${state}`,
};

/** Losses and hits that a step puts out. */
export function lossNames({
  network,
  training,
}: {
  readonly network: NetworkPlan;
  readonly training: TrainingSettings;
}): readonly string[] {
  const countsHits = training.target !== 'input' && network.targets === undefined;
  return lossParts(network).flatMap((_, place) => [
    stepNames.loss(place),
    ...(countsHits ? [stepNames.correct(place)] : []),
  ]);
}
