import type { TrainingSettings } from '../../contract/engine.ts';
import type { Scalar, Tensor, Tensorflow } from '../../contract/tensorflow.ts';
import { toRows } from './forward-pass.ts';

/** The sum over a batch of each sample's loss, given the network's output; see the onnx engine for the losses. */
export function summedLoss(
  tf: Tensorflow,
  training: TrainingSettings,
  output: Tensor,
  target: Tensor,
): Scalar {
  const rows = toRows(tf, output);
  if (training.loss !== 'mse') return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(rows)))) as Scalar;
  const apart = tf.sub(rows, target);
  return tf.div(tf.sum(tf.mul(apart, apart)), rows.shape[1]!) as Scalar;
}
