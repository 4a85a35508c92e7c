import { createHash } from 'node:crypto';
import type { NetworkPlan } from '../../src/plan/plan.ts';
import type { Weights } from '../contract/engine.ts';
import type { NamedArray, NamedArrays } from '../contract/named-arrays.ts';
import { packedParts } from './named-arrays.ts';

/** Trained weights as tensors by `<index of the layer>/<name of the weight>`: the names of layers decide nothing. */
export function nameWeights(network: NetworkPlan, weights: Weights): NamedArrays {
  return new Map(
    network.layers.flatMap((layer, index) =>
      layer.weights.map(({ name, shape }): [string, NamedArray] => [
        `${index}/${name}`,
        { shape, values: weights[index]![name]! },
      ]),
    ),
  );
}

/** The weights of `network` from what `nameWeights` made of them. */
export function readWeights(network: NetworkPlan, arrays: NamedArrays): Weights {
  return network.layers.map((layer, index) =>
    Object.fromEntries(layer.weights.map(({ name }) => [name, arrays.get(`${index}/${name}`)!.values])),
  );
}

/** SHA-256 of tensors: their names, shapes and every bit of their values. */
export function weightsDigest(arrays: NamedArrays): string {
  const hash = createHash('sha256');
  for (const part of packedParts(arrays)) hash.update(part);
  return hash.digest('hex');
}
