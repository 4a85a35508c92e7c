import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type { Mode } from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import type { Tensor } from '../../contract/tensorflow.ts';
import { inputsOf, shapeOf } from '../network-inputs.ts';
import { layerOutput, toLayerInput, toRows } from './forward-pass.ts';
import { useBackend } from './use-backend.ts';

/** One layer of a network, by itself. */
export interface LayerPass {
  readonly network: NetworkPlan;
  readonly index: number;
  /** The layer's weights by name; a kernel that is another layer's as it is here. */
  readonly weights: Readonly<Record<string, Float64Array>>;
  /** For each of its inputs one vector a sample, channels first. */
  readonly inputs: readonly (readonly Float64Array[])[];
  readonly mode: Mode;
  /** Dropout mask `[samples, features]`, for a kind that drops, in training. */
  readonly mask: Float32Array | null;
}

/** T_k of the layer, one vector a sample. */
export type LayerForward = (pass: LayerPass) => readonly Float64Array[];

/** Runs single layers on TensorFlow.js on the CPU, in float32. */
export async function openLayerForward(kinds: ReadonlyMap<string, LayerKind>): Promise<LayerForward> {
  await tf.setBackend('cpu');
  return (pass) => {
    useBackend(tf, 'cpu');
    const samples = pass.inputs[0]!.length;
    const values = tf.tidy(() => toRows(tf, outputOf(pass, kinds, samples)).dataSync<'float32'>());
    const width = values.length / samples;
    return pass.inputs[0]!.map((_, at) => Float64Array.from(values.subarray(at * width, (at + 1) * width)));
  };
}

function outputOf(pass: LayerPass, kinds: ReadonlyMap<string, LayerKind>, samples: number): Tensor {
  const { network, index, mode, mask } = pass;
  const layer = network.layers[index]!;
  const tensors = pass.inputs.map((rows, at) => {
    const shape = shapeOf(network, inputsOf(network.layers, index)[at]!);
    return toLayerInput(tf, joined(rows), samples, shape);
  });
  const outputs: Tensor[] = [];
  inputsOf(network.layers, index).forEach((source, at) => {
    if (source >= 0) outputs[source] = tensors[at]!;
  });
  const first = tensors[inputsOf(network.layers, index).indexOf(-1)] ?? tensors[0]!;
  const weights: Record<string, Tensor>[] = network.layers.map(() => ({}));
  for (const [name, values] of Object.entries(pass.weights)) {
    const own = layer.weights.find((weight) => weight.name === name)?.shape;
    const shape = own ?? [layer.output[0]!, values.length / layer.output[0]!];
    weights[index]![name] = tf.tensor(Float32Array.from(values), [...shape]);
  }
  const masks = new Map(mask ? [[index, toLayerInput(tf, mask, samples, layer.input)]] : []);
  return layerOutput({ tf, kinds, network, weights, mode, masks, taps: new Map() }, index, first, outputs);
}

function joined(rows: readonly Float64Array[]): Float32Array {
  const width = rows[0]!.length;
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    values.set(row, at * width);
  });
  return values;
}
