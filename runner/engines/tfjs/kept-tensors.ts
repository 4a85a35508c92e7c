import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type { SessionOptions } from '../../contract/engine.ts';
import type { NamedArray, NamedArrays } from '../../contract/named-arrays.ts';
import type { Tensor, Tensorflow } from '../../contract/tensorflow.ts';

/** A weight tensor with the optimiser's tensors; `trained` as in the plan. */
export interface Kept {
  readonly layer: number;
  readonly name: string;
  readonly trained: boolean;
  weight: Tensor;
  slots: Tensor[];
}

/**
 * The tensors that a session begins with, all layers in a row: the initial weights with zeros beside them, or those of
 * the state that it goes on from.
 * @param slots tensors that the optimiser keeps beside each weight
 */
export function firstTensors(
  tf: Tensorflow,
  network: NetworkPlan,
  { initial, from }: Pick<SessionOptions, 'initial' | 'from'>,
  slots: number,
): Kept[] {
  const tensor = (name: string, shape: readonly number[], first: Float32Array) =>
    tf.tensor(Float32Array.from(from ? from.tensors.get(name)!.values : first), [...shape]);
  return network.layers.flatMap(({ weights }, layer) =>
    weights.map(({ name, shape, trained = true }) => {
      const first = initial[layer]![name]!;
      return {
        layer,
        name,
        trained,
        weight: tensor(stateName(layer, name), shape, first),
        slots: Array.from({ length: slots }, (_, slot) =>
          tensor(stateName(layer, name, slot), shape, new Float32Array(first.length)),
        ),
      };
    }),
  );
}

/** Copies of all tensors, for `firstTensors` to begin with. */
export async function copyTensors(kept: readonly Kept[]): Promise<NamedArrays> {
  const named = kept.flatMap(({ layer, name, weight, slots }) => [
    [stateName(layer, name), weight] as const,
    ...slots.map((tensor, slot) => [stateName(layer, name, slot), tensor] as const),
  ]);
  const copies = named.map(async ([name, tensor]): Promise<[string, NamedArray]> => {
    return [name, { shape: tensor.shape, values: Float32Array.from(await tensor.data<'float32'>()) }];
  });
  return new Map(await Promise.all(copies));
}

/** Name of a weight tensor, or of one of its optimiser's tensors. */
function stateName(layer: number, name: string, slot?: number): string {
  return `${slot === undefined ? 'weight' : `slot-${slot}`}:${layer}:${name}`;
}
