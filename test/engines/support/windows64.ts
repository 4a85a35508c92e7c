import type { LayerPlan } from '../../../src/plan/plan.ts';
import { activate64 } from './activations.ts';

/** A convolution of one sample in float64. */
export function convOutput(
  layer: LayerPlan,
  weights: Readonly<Record<string, Float64Array>>,
  input: Float64Array,
): Float64Array {
  const { kernel, activation } = layer.params as { kernel: number; activation: string };
  const channels = layer.input[0]!;
  return eachWindow(layer, kernel, (filter, window) => {
    let z = weights.bias![filter]!;
    for (let channel = 0; channel < channels; channel++) {
      const add = (value: number, place: number) => {
        z += weights.kernel![(filter * channels + channel) * kernel * kernel + place]! * value;
      };
      window(channel, add, input);
    }
    return activate64(activation, z);
  });
}

/** Pooling of one sample in float64. */
export function poolOutput(layer: LayerPlan, input: Float64Array): Float64Array {
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
  const dilation = Number(layer.params.dilation ?? 1);
  const { padding } = layer.params;
  const before = (length: number, count: number) => {
    if (padding !== 'same') return padding === 'valid' ? 0 : Number(padding);
    const span = (size - 1) * dilation + 1;
    return Math.floor(Math.max(0, (count - 1) * stride + span - length) / 2);
  };
  const top = before(height, rows);
  const left = before(width, columns);
  return Float64Array.from({ length: channels * rows * columns }, (_, at) => {
    const row = Math.floor(at / columns) % rows;
    const column = at % columns;
    return compute(Math.floor(at / (rows * columns)), (channel, seen, input) => {
      for (let place = 0; place < size * size; place++) {
        const y = row * stride - top + Math.floor(place / size) * dilation;
        const x = column * stride - left + (place % size) * dilation;
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        seen(input[(channel * height + y) * width + x]!, place);
      }
    });
  });
}
