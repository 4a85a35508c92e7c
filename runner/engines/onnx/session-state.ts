import type { SessionOptions } from '../../contract/engine.ts';
import { Tensor } from './onnx-runtime.ts';
import type { StepGraphOptions } from './step-graph.ts';
import { stepNames } from './step-names.ts';

/** Tensors by the names of a graph's inputs. */
export type Feeds = Record<string, Tensor>;

/** A float32 number. */
export function scalar(value: number): Tensor {
  return new Tensor('float32', Float32Array.of(value), []);
}

/** The state before the first update: the initial weights and zeros, or what the session goes on from. */
export function firstState(
  { network, optimizer }: StepGraphOptions,
  { initial, from }: SessionOptions,
): Feeds {
  const state: Feeds = {};
  const put = (name: string, shape: readonly number[], first: Float32Array) => {
    const values = from ? Float32Array.from(from.tensors.get(name)!.values) : first;
    state[name] = new Tensor('float32', values, shape);
  };
  network.layers.forEach((layer, index) => {
    for (const { name, shape, trained } of layer.weights) {
      const values = Float32Array.from(initial[index]![name]!);
      put(stepNames.weight(index, name), shape, values);
      for (const slot of trained === false ? [] : optimizer.slots) {
        put(stepNames.slot(index, name, slot), shape, new Float32Array(values.length));
      }
    }
  });
  return state;
}
