import type { Tensorflow } from '../../contract/tensorflow.ts';

/**
 * Makes `backend`, which has been started, the one that computes from here to the next `await`. All copies of TensorFlow.js in a
 * process share one backend, so whoever computes says on which, each time anew.
 * @throws Error when it cannot be had
 */
export function useBackend(tf: Tensorflow, backend: string): void {
  // of a backend that has been started this takes effect at once; what it returns is of no interest then
  if (tf.getBackend() !== backend) void tf.setBackend(backend);
  if (tf.getBackend() !== backend)
    throw new Error(`TensorFlow.js does not compute on its backend ${backend}`);
}
