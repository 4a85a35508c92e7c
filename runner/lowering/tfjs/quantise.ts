import type { QuantisePlan } from '../../../src/plan/plan.ts';
import { rangeRate, smallestStep } from '../../../src/plan/quantised-levels.ts';
import type { Tensor, Tensorflow } from '../../contract/tensorflow.ts';

/**
 * Fake quantisation with its gradient straight through; see the onnx engine's.
 * @param range [low, high] before the step, for ends that move
 */
export function quantise(
  tf: Tensorflow,
  { bits, low: lowest, high: highest }: QuantisePlan,
  h: Tensor,
  range: Tensor | undefined,
): Tensor {
  const end = (known: number | null, place: number) =>
    known === null ? tf.slice(range!, [place], [1]) : tf.tensor1d([known], 'float32');
  const [low, high] = [end(lowest, 0), end(highest, 1)];
  const step = tf.mul(tf.sub(high, low), Math.fround(1 / (2 ** bits - 1)));
  const divisor = tf.maximum(step, smallestStep);
  const through = tf.customGrad((x, save) => {
    const own = x as Tensor;
    const clipped = tf.minimum(tf.maximum(own, low), high);
    const level = tf.floor(tf.add(tf.div(tf.sub(clipped, low), divisor), 0.5));
    const inside = tf.cast(tf.equal(clipped, own), 'float32');
    (save as (tensors: Tensor[]) => void)([inside]);
    return {
      value: tf.add(tf.mul(level, step), low),
      gradFunc: (error: Tensor, saved: Tensor[]) => tf.mul(error, saved[0]!),
    };
  });
  return through(h);
}

/** What a range that moves becomes after a step: the batch's share of it, and the rest of what it was. */
export function nextRange(tf: Tensorflow, { low, high }: QuantisePlan, h: Tensor, range: Tensor): Tensor {
  const ends = [low === null ? tf.min(h) : tf.scalar(low), high === null ? tf.max(h) : tf.scalar(high)];
  return tf.add(tf.mul(range, 1 - rangeRate), tf.mul(tf.stack(ends), rangeRate));
}
