import type { Scalar, Tensor, Tensorflow } from '../../contract/tensorflow.ts';
import { leastNorm } from '../least-norm.ts';

/**
 * Gradients of the mean loss, those of the summed loss over `samples`; clipped as the onnx engine's are.
 * @param norm how long they may be together; null for any length
 */
export function meanGradients(
  tf: Tensorflow,
  summed: readonly Tensor[],
  samples: number,
  norm: number | null,
): Tensor[] {
  return tf.tidy(() => {
    const means = summed.map((gradient) => tf.div(gradient, samples));
    if (norm === null) return means;
    const factor = clipFactor(tf, means, norm);
    return means.map((gradient) => tf.mul(gradient, factor));
  });
}

function clipFactor(tf: Tensorflow, gradients: readonly Tensor[], norm: number): Scalar {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const length = tf.sqrt(tf.addN(squares));
  return tf.minimum(tf.div(norm, tf.add(length, leastNorm)), 1) as Scalar;
}
