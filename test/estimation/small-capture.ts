import type { Capture } from '../../runner/contract/capture.ts';
import { randomNumbers } from '../kernels/random-samples.ts';

/** A capture in the form of a small network's: a layer of three feature maps and a dense layer. */
export function smallCapture(seed: number, samples = 24): Capture {
  const next = randomNumbers(seed);
  const values = (count: number) => Float32Array.from({ length: samples * count }, next);
  return {
    iteration: seed,
    samples,
    classes: 4,
    inputs: values(16),
    labels: Int32Array.from({ length: samples }, () => Math.floor(4 * next())),
    lossError: values(4),
    layers: [
      { index: 0, channels: 3, features: 9, values: values(27) },
      { index: 2, channels: 1, features: 8, values: values(8) },
    ],
  };
}
