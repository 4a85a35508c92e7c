import { RunError } from '../../src/node/run-error.ts';
import type { Engine, TrainingSession } from '../contract/engine.ts';
import { firstLine } from './first-line.ts';

/** What CUDA, cuDNN, TensorFlow, ONNX Runtime and WebGPU say of a device whose memory is full. */
const full =
  /out of memory|OOM when allocating|RESOURCE_EXHAUSTED|_ALLOC_FAILED|Failed to allocate memory|MEMORY_ALLOCATION/i;

/** An engine on a GPU that says in a message to the user when the memory of its GPU is full. */
export function tellFullMemory(engine: Engine): Engine {
  const { device } = engine.numericClass;
  const told = <T>(work: Promise<T>) =>
    work.catch((cause: unknown) => Promise.reject(messageOf(cause, device)));
  const tellIn = (session: TrainingSession): TrainingSession => ({
    update: (...args) => told(session.update(...args)),
    ...(session.updates && { updates: (...args) => told(session.updates!(...args)) }),
    observe: (...args) => told(session.observe(...args)),
    ...(session.giveBack && { giveBack: (step) => session.giveBack!(step) }),
    weights: () => told(session.weights()),
    state: () => told(session.state()),
    close: () => session.close(),
  });
  const { forward } = engine;
  return {
    numericClass: engine.numericClass,
    open: async (...args) => tellIn(await told(engine.open(...args))),
    ...(forward && {
      forward: async (model: Uint8Array) => {
        const session = await told(forward.call(engine, model));
        return { run: (...args) => told(session.run(...args)), close: () => session.close() };
      },
    }),
    close: () => engine.close(),
  };
}

function messageOf(cause: unknown, device: string): unknown {
  if (!(cause instanceof Error && full.test(cause.message))) return cause;
  return new RunError(`the memory of the GPU (${device}) is full: ${firstLine(cause)}`, {
    hint: 'close other programs that use it, or lower --jobs or the batch size',
    cause,
  });
}
