import type { NetworkPlan } from '../../../src/plan/plan.ts';
import { classesOf } from '../../../src/plan/trained-here.ts';
import type { Batch, TrainingSettings } from '../../contract/engine.ts';
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
  if (training.loss !== 'mse') {
    const { labelSmoothing: s = 0, classWeights } = training;
    const shared = s > 0 ? tf.add(tf.mul(target, 1 - s), s / rows.shape[1]!) : target;
    const each = tf.neg(tf.sum(tf.mul(shared, tf.logSoftmax(rows)), 1));
    const weights = classWeights && tf.sum(tf.mul(target, tf.tensor1d([...classWeights])), 1);
    return tf.sum(weights ? tf.mul(each, weights) : each) as Scalar;
  }
  const apart = tf.sub(rows, target);
  return tf.div(tf.sum(tf.mul(apart, apart)), rows.shape[1]!) as Scalar;
}

/**
 * What the output is compared with, `[samples, outputs]`: one-hot labels, real values, or the input itself.
 * @param inputs of the batch, `[samples, features]`, here or on the device
 */
export function targetTensor(
  tf: Tensorflow,
  network: NetworkPlan,
  { target }: TrainingSettings,
  { samples, labels, targets }: Pick<Batch, 'samples' | 'labels' | 'targets'>,
  inputs: Float32Array | Tensor,
): Tensor {
  if (target === 'input')
    return inputs instanceof Float32Array
      ? tf.tensor(inputs, [samples, inputs.length / samples])
      : tf.clone(inputs);
  if (targets) return tf.tensor(targets, [samples, targets.length / samples]);
  return tf.oneHot(Int32Array.from(labels), classesOf(network), 1, 0, 'float32');
}
