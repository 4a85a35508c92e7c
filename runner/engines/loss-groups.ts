import { type LossPart, lossParts } from '../../src/plan/losses.ts';
import type { NetworkPlan } from '../../src/plan/plan.ts';

/** Losses whose gradients end at the same layer, so that one pass takes their sum down. */
export interface LossGroup {
  readonly lowest: number;
  /** With their places among the losses. */
  readonly members: readonly (readonly [loss: number, part: LossPart])[];
}

/** The losses of a network by their lowest layers, in the order in which those first come. */
export function lossGroups(network: NetworkPlan): readonly LossGroup[] {
  const parts = lossParts(network).map((part, loss) => [loss, part] as const);
  const ends = [...new Set(parts.map(([, { lowest }]) => lowest))];
  return ends.map((lowest) => ({ lowest, members: parts.filter(([, part]) => part.lowest === lowest) }));
}
