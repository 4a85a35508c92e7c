import { MessageChannel } from 'node:worker_threads';
import type { Tensor } from './onnx-runtime.ts';

/** Gives back memory that nobody reads again; arrays are empty afterwards. */
export interface LetGo {
  arrays(arrays: Iterable<Float32Array>): void;
  /** On the CPU or on a device. */
  tensors(tensors: Iterable<Tensor>): void;
}

/**
 * Numbers on the CPU lie outside of V8's heap, which is searched whole after each so many megabytes of them: 25 ms of the
 * processor every twenty steps of a LeNet-5 with its taps. What is handed over to a port that is closed is gone at once.
 */
export function createLetGo(): LetGo {
  const { port1: closed } = new MessageChannel();
  closed.close();
  function arrays(given: Iterable<Float32Array>): void {
    const buffers = new Set<ArrayBuffer>();
    for (const { buffer } of given)
      if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) buffers.add(buffer); // none that is gone already: Node 22 refuses it
    if (buffers.size > 0) closed.postMessage(null, [...buffers]);
  }
  return {
    arrays,
    tensors(given) {
      const here: Float32Array[] = [];
      for (const tensor of given) {
        if (tensor.location === 'gpu-buffer') tensor.dispose();
        else here.push(tensor.data as Float32Array);
      }
      arrays(here);
    },
  };
}
