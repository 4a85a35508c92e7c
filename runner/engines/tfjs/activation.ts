import type { Activation } from '../../../src/node/parameters.ts';
import type { Tensor, Tensorflow } from './tensorflow.ts';

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
  }
}
