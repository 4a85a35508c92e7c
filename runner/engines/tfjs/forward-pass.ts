import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type { LayerKind } from '../../layers/layer.ts';
import type { Tensor, Tensorflow } from './tensorflow.ts';

export interface ForwardCall {
  readonly tf: Tensorflow;
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly network: NetworkPlan;
  /** By layer, then by name. */
  readonly weights: readonly Readonly<Record<string, Tensor>>[];
  /** Zeros that are added to the output of a layer: the loss's gradient with respect to them is d_k. */
  readonly taps: ReadonlyMap<number, Tensor>;
}

/** The outputs T_k of all layers, the last being the logits; feature maps are `[samples, height, width, channels]`. */
export function forwardPass({ tf, kinds, network, weights, taps }: ForwardCall, inputs: Tensor): Tensor[] {
  const outputs: Tensor[] = [];
  let input = inputs;
  network.layers.forEach((layer, index) => {
    const kind = kinds.get(layer.kind);
    if (!kind) throw new Error(`no layer kind is called ${layer.kind}`);
    const output = kind.tfjs.forward({
      tf,
      params: layer.params as never,
      inputShape: layer.input,
      outputShape: layer.output,
      input,
      weights: weights[index]!,
    });
    const tap = taps.get(index);
    input = tap ? tf.add(output, tap) : output;
    outputs.push(input);
  });
  return outputs;
}

/** `[samples, channels x height x width]` as the layers take it. */
export function toLayerInput(
  tf: Tensorflow,
  values: Float32Array,
  samples: number,
  shape: readonly number[],
): Tensor {
  const tensor = tf.tensor(values, [samples, ...shape]);
  return shape.length === 3 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor;
}

/** A layer's output, or a gradient of its shape, as `[samples, channels x height x width]`. */
export function toRows(tf: Tensorflow, tensor: Tensor): Tensor {
  const channelsFirst = tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor;
  return tf.reshape(channelsFirst, [tensor.shape[0]!, -1]);
}
