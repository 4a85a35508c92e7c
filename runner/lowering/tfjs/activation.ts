import type { Activation } from '../../../src/node/parameters.ts';
import type { Tensor, Tensorflow } from '../../contract/tensorflow.ts';

/** h = f(z), element by element. */
export function activate(tf: Tensorflow, activation: Activation, z: Tensor): Tensor {
  switch (activation) {
    case 'linear':
      return z;
    case 'sigmoid':
      return tf.sigmoid(z);
    case 'tanh':
      return tf.tanh(z);
    case 'relu':
      return tf.relu(z);
    case 'leaky-relu':
      return tf.leakyRelu(z, 0.01);
    case 'elu':
      return tf.elu(z);
    case 'softplus':
      return tf.softplus(z);
    case 'gelu':
      return tf.mul(z, tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5));
  }
}
