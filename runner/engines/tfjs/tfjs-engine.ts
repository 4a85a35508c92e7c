import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// The gradients come with this package; tfjs-core ships them in a form that Node cannot load.
import '@tensorflow/tfjs-layers';
import { layerKinds } from '../../layers/index.ts';
import type { Engine } from '../engine.ts';
import { TfjsSession } from './tfjs-session.ts';

/** tfjs/cpu: the network run eagerly by TensorFlow.js in plain JavaScript, with its own gradients. Slow, always there. */
export async function openTfjsEngine(): Promise<Engine> {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
  return {
    numericClass: { engine: 'tfjs/cpu', version: tf.version_core, device: 'cpu', threads: 1 },
    open: async (network, options) => new TfjsSession(tf, layerKinds, network, options),
    close: async () => {},
  };
}
