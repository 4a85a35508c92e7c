import type { TrainingSettings } from '../../contract/engine.ts';
import type { Tensor, Tensorflow } from '../../contract/tensorflow.ts';

/** A weight tensor with the optimiser's own tensors. */
export type Trained = {
  weight: Tensor;
  slots: Tensor[];
};

export interface TfjsOptimizer {
  /** Tensors kept beside each weight, starting at zero. */
  readonly slots: number;
  /** @param gradient of the batch mean @param update updates done before this one */
  update(old: Trained, gradient: Tensor, rate: number, update: number): Trained;
}

/** The optimiser of a training: the same rules as the onnx engine's. */
export function optimizerOf(tf: Tensorflow, training: TrainingSettings): TfjsOptimizer {
  const { momentum, nesterov, adam, weightDecay = 0 } = training;
  const decayed = ({ weight }: Trained, gradient: Tensor) =>
    weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay));
  if (training.optimizer === 'sgd' && momentum === 0) {
    return {
      slots: 0,
      update: (old, gradient, rate) => ({
        weight: tf.sub(old.weight, tf.mul(decayed(old, gradient), rate)),
        slots: [],
      }),
    };
  }
  if (training.optimizer === 'sgd') {
    return {
      slots: 1,
      update(old, gradient, rate) {
        const g = decayed(old, gradient);
        const velocity = tf.add(tf.mul(old.slots[0]!, momentum), g);
        const direction = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
        return { weight: tf.sub(old.weight, tf.mul(direction, rate)), slots: [velocity] };
      },
    };
  }
  if (!adam) throw new Error('Adam needs its settings');
  const { beta1, beta2, epsilon } = adam;
  return {
    slots: 2,
    update(old, gradient, rate, update) {
      const apart = training.optimizer === 'adamw';
      const g = apart ? gradient : decayed(old, gradient);
      const weight = apart ? tf.mul(old.weight, 1 - rate * weightDecay) : old.weight;
      const first = tf.add(tf.mul(old.slots[0]!, beta1), tf.mul(g, 1 - beta1));
      const second = tf.add(tf.mul(old.slots[1]!, beta2), tf.mul(tf.square(g), 1 - beta2));
      const mean = tf.div(first, 1 - beta1 ** (update + 1));
      const size = tf.add(tf.sqrt(tf.div(second, 1 - beta2 ** (update + 1))), epsilon);
      return { weight: tf.sub(weight, tf.mul(tf.div(mean, size), rate)), slots: [first, second] };
    },
  };
}
