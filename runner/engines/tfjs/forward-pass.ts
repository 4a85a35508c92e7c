import type { NetworkPlan } from '../../../src/plan/plan.ts';
import { rangeMoves, rangeWeight } from '../../../src/plan/quantised-levels.ts';
import type { Mode } from '../../contract/engine.ts';
import type { LayerKind, TfjsCall } from '../../contract/layer.ts';
import type { Tensor, Tensorflow } from '../../contract/tensorflow.ts';
import { nextRange, quantise } from '../../lowering/tfjs/quantise.ts';
import { inputsOf, shapeOf } from '../network-inputs.ts';

export interface ForwardCall {
  readonly tf: Tensorflow;
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly network: NetworkPlan;
  /** By layer, then by name. */
  readonly weights: readonly Readonly<Record<string, Tensor>>[];
  readonly mode: Mode;
  /** Dropout masks by layer, in the layout of the layers' inputs. */
  readonly masks: ReadonlyMap<number, Tensor>;
  /** Zeros that are added to the output of a layer: the loss's gradient with respect to them is d_k. */
  readonly taps: ReadonlyMap<number, Tensor>;
}

/** The outputs T_k of all layers, the last being the network's; feature maps are `[samples, height, width, channels]`. */
export function forwardPass(call: ForwardCall, inputs: Tensor): Tensor[] {
  const { tf, network, taps } = call;
  const outputs: Tensor[] = [];
  network.layers.forEach((_, index) => {
    const output = layerOutput(call, index, inputs, outputs);
    const tap = taps.get(index);
    outputs.push(tap ? tf.add(output, tap) : output);
  });
  return outputs;
}

/** T_k of one layer. Of `outputs` only those are read that it takes its inputs from. */
export function layerOutput(
  call: ForwardCall,
  index: number,
  inputs: Tensor,
  outputs: readonly Tensor[],
): Tensor {
  const { quantise: plan } = call.network.layers[index]!;
  const output = plainOutput(call, index, inputs, outputs);
  return plan ? quantise(call.tf, plan, output, call.weights[index]![rangeWeight]) : output;
}

/** The same before it is quantised. */
function plainOutput(call: ForwardCall, index: number, inputs: Tensor, outputs: readonly Tensor[]): Tensor {
  const { kind } = call.network.layers[index]!;
  return kindOf(call, kind).tfjs.forward(layerCall(call, index, inputs, outputs));
}

/** What the weights that are not trained become after a step in training, by layer. */
export function nextState(
  call: ForwardCall,
  inputs: Tensor,
  outputs: readonly Tensor[],
): ReadonlyMap<number, Readonly<Record<string, Tensor>>> {
  const states = call.network.layers.map(({ kind, quantise: plan }, index) => {
    const { tfjs } = kindOf(call, kind);
    const own = tfjs.nextState?.(layerCall(call, index, inputs, outputs));
    if (!plan || !rangeMoves(plan)) return [index, own ?? {}] as const;
    const range = call.weights[index]![rangeWeight]!;
    const moved = nextRange(call.tf, plan, plainOutput(call, index, inputs, outputs), range);
    return [index, { ...own, [rangeWeight]: moved }] as const;
  });
  return new Map(states);
}

function kindOf({ kinds }: ForwardCall, name: string): LayerKind {
  const kind = kinds.get(name);
  if (!kind) throw new Error(`no layer kind is called ${name}`);
  return kind;
}

function layerCall(
  { tf, network, weights, mode, masks }: ForwardCall,
  index: number,
  first: Tensor,
  outputs: readonly Tensor[],
): TfjsCall<never> {
  const layer = network.layers[index]!;
  const sources = inputsOf(network.layers, index);
  const inputs = sources.map((source) => (source < 0 ? first : outputs[source]!));
  return {
    tf,
    params: layer.params as never,
    inputShape: layer.input,
    outputShape: layer.output,
    input: inputs[0]!,
    inputs,
    inputShapes: sources.map((source) => shapeOf(network, source)),
    weights: weights[index]!,
    mode,
    mask: masks.get(index) ?? null,
  };
}

/** `[samples, channels x height x width]`, here or on the device, as the layers take it. */
export function toLayerInput(
  tf: Tensorflow,
  values: Float32Array | Tensor,
  samples: number,
  shape: readonly number[],
): Tensor {
  const dims = [samples, ...shape];
  const tensor = values instanceof Float32Array ? tf.tensor(values, dims) : tf.reshape(values, dims);
  return shape.length === 3 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor;
}

/** A layer's output, or a gradient of its shape, as `[samples, channels x height x width]`. */
export function toRows(tf: Tensorflow, tensor: Tensor): Tensor {
  const channelsFirst = tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor;
  return tf.reshape(channelsFirst, [tensor.shape[0]!, -1]);
}
