import type { NetworkPlan } from '../../src/plan/plan.ts';
import type { LayerKind } from '../contract/layer.ts';
import { randomStream } from '../random/stream.ts';

/** The layers of a network that drop, with their rates. */
export type DropRates = ReadonlyMap<number, number>;

/** Finds the layers that drop by what their kinds say; empty for a network without any. */
export function dropRates(network: NetworkPlan, kinds: ReadonlyMap<string, LayerKind>): DropRates {
  const rates = new Map<number, number>();
  network.layers.forEach((layer, index) => {
    const rate = kinds.get(layer.kind)?.dropRate?.(layer.params as never);
    if (rate !== undefined) rates.set(index, rate);
  });
  return rates;
}

/** Whether any layer differs between training and evaluation. */
export function hasModes(network: NetworkPlan, kinds: ReadonlyMap<string, LayerKind>): boolean {
  return network.layers.some(({ kind }) => kinds.get(kind)?.hasModes === true);
}

export interface MaskCall {
  readonly seed: number | undefined;
  /** Updates done before this one. */
  readonly update: number;
  readonly samples: number;
}

/**
 * The masks of one update, by layer: `[samples, features]`, each number 0 with probability `rate`, else 1 / (1 - rate).
 * They come from the stream (seed, 'dropout', layer, update), sample after sample, so that they depend on no engine.
 */
export function dropoutMasks(
  network: NetworkPlan,
  rates: DropRates,
  { seed, update, samples }: MaskCall,
): ReadonlyMap<number, Float32Array> {
  if (rates.size === 0) return new Map();
  if (seed === undefined) throw new Error('a network with dropout needs a seed');
  return new Map(
    [...rates].map(([layer, rate]) => {
      const features = network.layers[layer]!.input.reduce((product, length) => product * length, 1);
      const stream = randomStream(seed, 'dropout', layer, update);
      const kept = 1 / (1 - rate);
      const mask = new Float32Array(samples * features);
      for (let at = 0; at < mask.length; at++) mask[at] = stream.next() < rate ? 0 : kept;
      return [layer, mask];
    }),
  );
}
