import { expect, it } from 'vitest';
import type { Engine, TrainingSession } from '../../runner/contract/engine.ts';
import { lenet5 } from '../../runner/engines/chain-layers.ts';
import { tellFullMemory } from '../../runner/engines/tell-full-memory.ts';

/** An engine whose sessions do nothing but throw. */
function failing(message: string): Engine {
  const session = { update: () => Promise.reject(new Error(message)), close: async () => {} };
  return {
    numericClass: { engine: 'tfjs/cuda', version: '2.21.0', device: 'some GPU', threads: 1 },
    open: async () => session as Partial<TrainingSession> as TrainingSession,
    close: async () => {},
  };
}
const batch = { samples: 1, inputs: new Float32Array(784), labels: new Int32Array(1) };

it.each([
  'OOM when allocating tensor with shape[1024,6,24,24] and type float on /device:GPU:0',
  'CUDA failure 2: out of memory ; GPU=0',
  'CUBLAS_STATUS_ALLOC_FAILED',
  'Failed to allocate memory for requested buffer of size 4194304',
])('says what to do when the memory of the GPU is full: %s', async (message) => {
  const session = await tellFullMemory(failing(message)).open(lenet5('relu'), {} as never);
  await expect(session.update(batch, 0.1, false)).rejects.toMatchObject({
    name: 'RunError',
    exitCode: 4,
    message: expect.stringContaining('some GPU'),
  });
  await session.close();
});

it('leaves other failures as they are', async () => {
  const session = await tellFullMemory(failing('a bug')).open(lenet5('relu'), {} as never);
  await expect(session.update(batch, 0.1, false)).rejects.toMatchObject({ name: 'Error', message: 'a bug' });
});

it('hands on what runs networks from ONNX files, in the same words', async () => {
  const forward = async () => ({
    run: () => Promise.reject(new Error('RESOURCE_EXHAUSTED')),
    close: async () => {},
  });
  expect(tellFullMemory(failing('')).forward).toBeUndefined();
  const session = await tellFullMemory({ ...failing(''), forward }).forward!(new Uint8Array());
  await expect(session.run(new Map(), [])).rejects.toMatchObject({ name: 'RunError', exitCode: 4 });
});
