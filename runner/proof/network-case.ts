import type { NetworkPlan, Shape } from '../../src/plan/plan.ts';
import type { Mode, TrainingSettings, Weights } from '../contract/engine.ts';
import type { LayerKind } from '../contract/layer.ts';
import type { LayerEntry } from '../engines/chain-layers.ts';
import { hasModes } from '../engines/dropout-masks.ts';
import { initialWeights } from '../engines/weights.ts';
import { randomStream } from '../random/stream.ts';

/** A small network that some layers are tried in. */
export interface NetworkCase {
  readonly input: Shape;
  readonly entries: readonly LayerEntry[];
  readonly training?: Partial<TrainingSettings>;
}

/** Modes in which a network gives different results. */
export function modesOf(network: NetworkPlan, kinds: ReadonlyMap<string, LayerKind>): readonly Mode[] {
  return hasModes(network, kinds) ? ['training', 'evaluation'] : ['evaluation'];
}

/** Initial weights with noise on them, those that start at 0 or 1 too, so that no gradient hides behind them. */
export function perturbedWeights(network: NetworkPlan, seed: number): Weights {
  const stream = randomStream(seed, 'noise');
  return initialWeights(network, seed).map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, values]) => [
        name,
        values.map((value) => value + 0.2 * stream.next()),
      ]),
    ),
  );
}
