import type { Capture } from '../../runner/contract/capture.ts';
import { randomNumbers } from '../kernels/random-samples.ts';

const samples = 6;

/** Numbers of all samples in memory that threads share. */
function numbers(seed: number, count: number): Float32Array {
  const next = randomNumbers(100 * seed + count);
  const shared = new Float32Array(new SharedArrayBuffer(4 * samples * count));
  for (let at = 0; at < shared.length; at++) shared[at] = next() - 0.5;
  return shared;
}

/** The capture of a small network at an iteration; with a fixed sample X and Y are always those of iteration 0. */
export function sharedCapture(iteration: number, fixed = false): Capture {
  const sample = fixed ? 0 : iteration;
  const odd = Float32Array.from(
    { length: 3 * samples },
    (_, at) => [-0, Number.NaN, 1e-45, iteration][at % 4]!,
  );
  return {
    iteration,
    seed: 7,
    samples,
    classes: 3,
    inputs: numbers(sample, 5),
    labels: Int32Array.from({ length: samples }, (_, at) => (at + sample) % 3),
    lossError: numbers(iteration, 3),
    layers: [
      {
        index: 0,
        channels: 2,
        features: 4,
        values: numbers(iteration, 8),
        products: numbers(iteration, samples),
      },
      { index: 2, channels: 1, features: 3, values: odd },
      {
        index: 3,
        channels: 1,
        features: 3,
        values: new Float32Array(),
        products: numbers(iteration + 1, samples),
      },
    ],
  };
}
