import type { Shape } from '../../../src/plan/plan.ts';
import { type ReadSample, type SampleStep, valuesIn } from './sample-step.ts';

/**
 * Mean and standard deviation (of the population: divided by n) of each channel over samples, in float64. Samples are
 * merged one by one with their own mean and sum of squares, so that values far from 0 lose no digits. A channel that
 * never changes gets the deviation 1.
 * @source Chan, Golub & LeVeque 1983, eq. (2.1)
 * @param shape `[channels, height, width]`, or `[features]`: each feature is a channel
 */
export function fitChannels(
  count: number,
  read: ReadSample,
  shape: Shape,
): { readonly mean: number[]; readonly deviation: number[] } {
  const channels = shape[0]!;
  const sample = new Float32Array(valuesIn(shape));
  const area = sample.length / channels;
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let index = 0; index < count; index++) {
    read(index, sample);
    for (let channel = 0; channel < channels; channel++) {
      const own = moments(sample, channel * area, area);
      const step = own.mean - mean[channel]!;
      mean[channel]! += step / (index + 1);
      squares[channel]! += own.squares + (step * step * area * index) / (index + 1);
    }
  }
  const deviation = Array.from(squares, (sum) => Math.sqrt(sum / (count * area)) || 1);
  return { mean: [...mean], deviation };
}

function moments(values: Float32Array, from: number, length: number): { mean: number; squares: number } {
  let sum = 0;
  for (let i = from; i < from + length; i++) sum += values[i]!;
  const mean = sum / length;
  let squares = 0;
  for (let i = from; i < from + length; i++) {
    const step = values[i]! - mean;
    squares += step * step;
  }
  return { mean, squares };
}

/** Subtracts the mean and divides by the deviation, per channel. */
export function standardise(input: Shape, mean: readonly number[], deviation: readonly number[]): SampleStep {
  const area = valuesIn(input) / mean.length;
  return {
    input,
    output: input,
    apply(from, to) {
      for (let channel = 0, i = 0; channel < mean.length; channel++) {
        const [center, width] = [mean[channel]!, deviation[channel]!];
        for (const end = i + area; i < end; i++) to[i] = (from[i]! - center) / width;
      }
    },
  };
}
