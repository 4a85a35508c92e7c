import type { Scalar, Tensor, Tensorflow } from '../../contract/tensorflow.ts';
import { leastNorm } from '../least-norm.ts';

/** What all gradients are multiplied with so that their length together is at most `norm`; see the onnx engine's. */
export function clipFactor(tf: Tensorflow, gradients: readonly Tensor[], norm: number): Scalar {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const length = tf.sqrt(tf.addN(squares));
  return tf.minimum(tf.div(norm, tf.add(length, leastNorm)), 1) as Scalar;
}
