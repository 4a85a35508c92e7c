import type { Batch, Mode } from '../../../runner/contract/engine.ts';
import type { LayerForward } from '../../../runner/engines/tfjs/layer-forward.ts';
import { lossesOf } from '../../../runner/proof/losses.ts';
import { type Samples64, samplesOf, type Weights64 } from '../../../runner/proof/samples.ts';
import type { LayerPlan, NetworkPlan } from '../../../src/plan/plan.ts';
import { activate64 } from './activations.ts';
import { convOutput, poolOutput } from './windows64.ts';

// The networks once more, in float64 and plain loops over a batch: shares nothing with the engines.

type Record64 = Readonly<Record<string, Float64Array>>;

/** What a layer kind of infoplane's own computes. */
export const forward64: LayerForward = ({ network, index, weights, inputs, mode, mask }) =>
  layerOutputs(network.layers[index]!, weights, inputs, mode, mask);

/**
 * Outputs of all layers in evaluation, by layer, then by sample, of networks without tied weights.
 * @param known outputs of the first layers, which are taken as they are
 */
export function outputsOf(
  network: NetworkPlan,
  weights: Weights64,
  inputs: Samples64,
  known: readonly Samples64[] = [],
): Samples64[] {
  const outputs = [...known];
  for (let index = known.length; index < network.layers.length; index++) {
    const layer = network.layers[index]!;
    const sources = layer.inputs ?? [index - 1];
    const taken = sources.map((source) => (source < 0 ? inputs : outputs[source]!));
    outputs.push(layerOutputs(layer, weights[index]!, taken, 'evaluation', null));
  }
  return outputs;
}

/** Gradient of a function of `at` by central differences. */
export function centralDifferences(
  at: Float64Array,
  step: number,
  f: (at: Float64Array) => number,
): Float64Array {
  const moved = Float64Array.from(at);
  return at.map((value, i) => {
    moved[i] = value + step;
    const above = f(moved);
    moved[i] = value - step;
    const below = f(moved);
    moved[i] = value;
    return (above - below) / (2 * step);
  });
}

export interface ErrorsCall {
  readonly network: NetworkPlan;
  readonly weights: Weights64;
  readonly batch: Batch;
  /** Of all layers, for these weights. */
  readonly outputs: readonly Samples64[];
  readonly layer: number;
  readonly step: number;
}

/** d_k of each sample from its definition: the gradient of the sum of the samples' losses with respect to T_k. */
export function errorsOf(call: ErrorsCall): Samples64 {
  const { network, weights, batch, outputs, layer, step } = call;
  const inputs = samplesOf(batch);
  return outputs[layer]!.map((output, sample) =>
    centralDifferences(output, step, (moved) => {
      const known = [...outputs.slice(0, layer), outputs[layer]!.with(sample, moved)];
      return sum(lossesOf(outputsOf(network, weights, inputs, known).at(-1)!, batch));
    }),
  );
}

function layerOutputs(
  layer: LayerPlan,
  weights: Record64,
  [inputs, others]: readonly Samples64[],
  mode: Mode,
  mask: Float32Array | null,
): Samples64 {
  const each = (compute: (input: Float64Array, sample: number) => Float64Array) => inputs!.map(compute);
  switch (layer.kind) {
    case 'conv':
      return each((input) => convOutput(layer, weights, input));
    case 'pool':
      return each((input) => poolOutput(layer, input));
    case 'dense':
      return each((input) => denseOutput(layer, weights, input));
    case 'reshape':
      return inputs!;
    case 'global-average-pool':
      return each((input) => mapMeans(layer, input));
    case 'upsample':
      return each((input) => upsampled(layer, input));
    case 'dropout':
      if (mode === 'evaluation') return inputs!;
      return each((input, sample) => input.map((value, at) => value * mask![sample * input.length + at]!));
    case 'batch-norm':
      return normalised(layer, weights, inputs!, mode);
    case 'layer-norm':
      return each((input) => sampleNormalised(layer, weights, input));
    case 'residual':
      return each((input, sample) => residualOutput(layer, weights, input, others![sample]!));
    default:
      throw new Error(`the reference has no layer kind ${layer.kind}`);
  }
}

function denseOutput(layer: LayerPlan, weights: Record64, input: Float64Array): Float64Array {
  return Float64Array.from({ length: layer.output[0]! }, (_, unit) => {
    let z = weights.bias![unit]!;
    for (let i = 0; i < input.length; i++) z += weights.kernel![unit * input.length + i]! * input[i]!;
    return activate64(layer.params.activation, z);
  });
}

function mapMeans(layer: LayerPlan, input: Float64Array): Float64Array {
  const [channels, height, width] = layer.input as [number, number, number];
  const places = height * width;
  return Float64Array.from({ length: channels }, (_, channel) => {
    return sum(input.subarray(channel * places, (channel + 1) * places)) / places;
  });
}

function upsampled(layer: LayerPlan, input: Float64Array): Float64Array {
  const [channels, height, width] = layer.input as [number, number, number];
  const factor = Number(layer.params.factor);
  const larger: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height * factor; y++) {
      for (let x = 0; x < width * factor; x++) {
        const line = channel * height + Math.floor(y / factor);
        larger.push(input[line * width + Math.floor(x / factor)]!);
      }
    }
  }
  return Float64Array.from(larger);
}

/** Mean and variance of each channel over the batch (training) or as they are kept (evaluation). */
export function channelStatistics(channels: number, inputs: Samples64): { mean: number; variance: number }[] {
  const places = inputs[0]!.length / channels;
  return Array.from({ length: channels }, (_, channel) => {
    const values = inputs.flatMap((input) => [...input.subarray(channel * places, (channel + 1) * places)]);
    const mean = sum(values) / values.length;
    return { mean, variance: sum(values.map((value) => (value - mean) ** 2)) / values.length };
  });
}

function normalised(layer: LayerPlan, weights: Record64, inputs: Samples64, mode: Mode): Samples64 {
  const channels = layer.input[0]!;
  const own = mode === 'training' ? channelStatistics(channels, inputs) : null;
  const places = inputs[0]!.length / channels;
  return inputs.map((input) =>
    input.map((value, at) => {
      const channel = Math.floor(at / places);
      const mean = own ? own[channel]!.mean : weights.mean![channel]!;
      const variance = own ? own[channel]!.variance : weights.variance![channel]!;
      const normal = (value - mean) / Math.sqrt(variance + Number(layer.params.epsilon));
      return activate64(layer.params.activation, normal * weights.gamma![channel]! + weights.beta![channel]!);
    }),
  );
}

function sampleNormalised(layer: LayerPlan, weights: Record64, input: Float64Array): Float64Array {
  const places = input.length / layer.input[0]!;
  const mean = sum(input) / input.length;
  const variance = sum(input.map((value) => (value - mean) ** 2)) / input.length;
  const spread = Math.sqrt(variance + Number(layer.params.epsilon));
  return input.map((value, at) => {
    const channel = Math.floor(at / places);
    const z = ((value - mean) / spread) * weights.gamma![channel]! + weights.beta![channel]!;
    return activate64(layer.params.activation, z);
  });
}

/** @param body what the block's layers make @param input what goes into the block */
function residualOutput(
  layer: LayerPlan,
  weights: Record64,
  body: Float64Array,
  input: Float64Array,
): Float64Array {
  const { shortcut, activation } = layer.params;
  if (shortcut === 'identity') return body.map((value, at) => activate64(activation, value + input[at]!));
  const [, height = 1, width = 1] = layer.output;
  const [, channels] = layer.weights[0]!.shape as [number, number];
  // The block's input is square here, or a vector.
  const side = Math.sqrt(input.length / channels);
  const stride = Math.ceil(side / height);
  return body.map((value, at) => {
    const output = Math.floor(at / (height * width));
    const y = Math.floor(at / width) % height;
    let z = value + weights.bias![output]!;
    for (let channel = 0; channel < channels; channel++) {
      const place = (channel * side + y * stride) * side + (at % width) * stride;
      z += weights.kernel![output * channels + channel]! * input[place]!;
    }
    return activate64(activation, z);
  });
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}
