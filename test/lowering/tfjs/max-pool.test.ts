import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxPoolByComparison } from '../../../runner/lowering/tfjs/max-pool.ts';
import { placeWindows } from '../../../runner/lowering/window.ts';
import { randomStream } from '../../../runner/random/stream.ts';

beforeAll(() => tf.setBackend('cpu'));

const cases = [
  { height: 6, width: 6, size: 2, stride: 2, padding: 'valid' },
  { height: 7, width: 5, size: 2, stride: 2, padding: 'valid' },
  { height: 7, width: 7, size: 2, stride: 2, padding: 'same' },
  { height: 9, width: 8, size: 3, stride: 2, padding: 'valid' },
  { height: 7, width: 6, size: 3, stride: 2, padding: 'same' },
  { height: 5, width: 6, size: 3, stride: 1, padding: 'same' },
  { height: 9, width: 9, size: 2, stride: 3, padding: 'valid' },
  { height: 4, width: 4, size: 1, stride: 1, padding: 'valid' },
] as const;

describe('a maximum over windows by comparison', () => {
  it.each(cases)('is what the cpu backend makes of ties: %o', ({ height, width, size, stride, padding }) => {
    const stream = randomStream(3, 'max-pool', `${height} ${width} ${size} ${stride}`);
    const shape: [number, number, number, number] = [3, height, width, 2];
    const count = shape.reduce((product, one) => product * one, 1);
    // few different numbers, so that most windows have ties; negative ones beside absent places
    const maps = tf.tensor4d(
      Float32Array.from({ length: count }, () => stream.integer(3) - 3),
      shape,
    );
    const rows = placeWindows(height, size, stride, padding)!;
    const columns = placeWindows(width, size, stride, padding)!;
    const own = (x: tf.Tensor) =>
      maxPoolByComparison(tf, x as tf.Tensor4D, { size, stride, padding, rows, columns });
    const theirs = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, size, stride, padding);
    expect(own(maps).arraySync()).toEqual(theirs(maps).arraySync());
    const error = tf.tensor4d(
      Float32Array.from({ length: 3 * rows.count * columns.count * 2 }, () => stream.integer(100)),
      [3, rows.count, columns.count, 2],
    );
    const gradient = tf.grad(own)(maps, error).arraySync();
    expect(gradient).toEqual(tf.grad(theirs)(maps, error).arraySync());
  });
});
