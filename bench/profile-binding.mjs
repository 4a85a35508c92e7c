import * as tf from '@tensorflow/tfjs-core';

/**
 * Times the calls that tfjs/native and tfjs/cuda make into TensorFlow, from now on. On the CPU an operation is done when its call
 * returns; on a GPU it has been handed over then, and reading waits for it.
 * @returns milliseconds a step of all calls, then of those that took longest, by operation, with how often each was made
 */
export function profileBinding() {
  const backend = tf.findBackend('tensorflow');
  const binding = backend.binding;
  const totals = new Map();
  const timed = (name, call) => {
    const begun = performance.now();
    const result = call();
    const [count, time] = totals.get(name) ?? [0, 0];
    totals.set(name, [count + 1, time + performance.now() - begun]);
    return result;
  };
  const copies = ['createTensor', 'tensorDataSync', 'deleteTensor'];
  backend.binding = Object.create(binding, {
    executeOp: { value: (name, ...rest) => timed(name, () => binding.executeOp(name, ...rest)) },
    ...Object.fromEntries(
      copies.map((name) => [name, { value: (...args) => timed(`(${name})`, () => binding[name](...args)) }]),
    ),
  });
  return {
    slowest(count, steps) {
      const sorted = [...totals].sort(([, [, a]], [, [, b]]) => b - a);
      const all = sorted.reduce((sum, [, [, time]]) => sum + time, 0) / steps;
      const calls = sorted.reduce((sum, [, [times]]) => sum + times, 0) / steps;
      const slowest = sorted.slice(0, count).map(([name, [times, time]]) => {
        return [`${name} x ${(times / steps).toFixed(0)}`, time / steps];
      });
      return Object.fromEntries([[`all ${calls.toFixed(0)} calls`, all], ...slowest]);
    },
  };
}
