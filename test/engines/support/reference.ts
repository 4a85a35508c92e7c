import type { Weights } from '../../../runner/engines/engine.ts';
import type { LayerPlan, NetworkPlan } from '../../../src/plan/plan.ts';

// The networks once more, for one sample, in float64 and plain loops: shares nothing with the engines.

type Record64 = Record<string, Float64Array>;
export type Weights64 = readonly Record64[];

export function toFloat64(weights: Weights): Weights64 {
  return weights.map((record) =>
    Object.fromEntries(Object.entries(record).map(([name, values]) => [name, Float64Array.from(values)])),
  );
}

/** Outputs of the layers after the first `from`, given what goes into layer `from`. */
export function outputsOf(
  network: NetworkPlan,
  weights: Weights64,
  input: Float64Array,
  from = 0,
): Float64Array[] {
  const outputs: Float64Array[] = [];
  let current = input;
  network.layers.slice(from).forEach((layer, i) => {
    current = layerOutput(layer, weights[from + i]!, current);
    outputs.push(current);
  });
  return outputs;
}

/** Cross-entropy of one sample, nats. */
export function crossEntropy(logits: Float64Array, label: number): number {
  const largest = Math.max(...logits);
  const total = logits.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return largest + Math.log(total) - logits[label]!;
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

function layerOutput(layer: LayerPlan, weights: Record64, input: Float64Array): Float64Array {
  if (layer.kind === 'conv') return convOutput(layer, weights, input);
  if (layer.kind === 'pool') return poolOutput(layer, input);
  const { activation } = layer.params;
  return Float64Array.from({ length: layer.output[0]! }, (_, unit) => {
    let z = weights.bias![unit]!;
    for (let i = 0; i < input.length; i++) z += weights.kernel![unit * input.length + i]! * input[i]!;
    return activate(activation, z);
  });
}

function convOutput(layer: LayerPlan, weights: Record64, input: Float64Array): Float64Array {
  const { kernel, activation } = layer.params as { kernel: number; activation: string };
  const channels = layer.input[0]!;
  return eachWindow(layer, kernel, (filter, window) => {
    let z = weights.bias![filter]!;
    for (let channel = 0; channel < channels; channel++) {
      window(
        channel,
        (value, place) => {
          z += weights.kernel![(filter * channels + channel) * kernel * kernel + place]! * value;
        },
        input,
      );
    }
    return activate(activation, z);
  });
}

function poolOutput(layer: LayerPlan, input: Float64Array): Float64Array {
  const { size, mode } = layer.params as { size: number; mode: string };
  return eachWindow(layer, size, (channel, window) => {
    const inside: number[] = [];
    window(channel, (value) => inside.push(value), input);
    return mode === 'max'
      ? Math.max(...inside)
      : inside.reduce((sum, value) => sum + value, 0) / inside.length;
  });
}

type Visit = (channel: number, seen: (value: number, place: number) => void, input: Float64Array) => void;

/** Calls `compute` for each output place with a function that visits the window's places inside the input. */
function eachWindow(
  layer: LayerPlan,
  size: number,
  compute: (output: number, window: Visit) => number,
): Float64Array {
  const [, height, width] = layer.input as [number, number, number];
  const [channels, rows, columns] = layer.output as [number, number, number];
  const stride = Number(layer.params.stride ?? size);
  const same = layer.params.padding === 'same';
  const before = (length: number, count: number) =>
    same ? Math.floor(Math.max(0, (count - 1) * stride + size - length) / 2) : 0;
  const top = before(height, rows);
  const left = before(width, columns);
  return Float64Array.from({ length: channels * rows * columns }, (_, at) => {
    const row = Math.floor(at / columns) % rows;
    const column = at % columns;
    return compute(Math.floor(at / (rows * columns)), (channel, seen, input) => {
      for (let place = 0; place < size * size; place++) {
        const y = row * stride - top + Math.floor(place / size);
        const x = column * stride - left + (place % size);
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        seen(input[(channel * height + y) * width + x]!, place);
      }
    });
  });
}

function activate(activation: unknown, z: number): number {
  if (activation === 'sigmoid') return 1 / (1 + Math.exp(-z));
  if (activation === 'tanh') return Math.tanh(z);
  if (activation === 'relu') return Math.max(0, z);
  return z;
}
