import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { lenet5 } from '../../../runner/engines/chain-layers.ts';
import { openEngine } from '../../../runner/engines/choose.ts';
import type { NativeBackend } from '../../../runner/engines/tfjs/native-backend.ts';
import { openTfjsEngine } from '../../../runner/engines/tfjs/tfjs-engine.ts';
import { initialWeights } from '../../../runner/engines/weights.ts';
import { train } from '../../../runner/proof/history.ts';
import { makeBatch } from '../../../runner/proof/make-batch.ts';
import { maxDifference } from '../../../runner/proof/property.ts';
import { isBuilt, patience, trainInChild } from '../support/train-in-child.ts';
import { nameSkippedEngines, nativeInstalled } from '../support/tried-engines.ts';

nameSkippedEngines();
const network = lenet5('sigmoid');
const batches = [1, 2, 3].map((seed) => makeBatch(network, 4, seed));
const bytes = (arrays: readonly Float32Array[]) =>
  arrays.map((values) => Buffer.from(values.buffer).toString('hex'));
const weightsOf = async (engine: Awaited<ReturnType<typeof openTfjsEngine>>) =>
  (await train(engine, network, batches)).weights.flatMap((record) => Object.values(record));

describe.skipIf(!nativeInstalled)('the native backend', () => {
  it('does not become the oracle: tfjs/cpu gives the bytes it gave before, and native gives others', async () => {
    const oracle = await openTfjsEngine();
    const before = await weightsOf(oracle);
    const native = await openTfjsEngine({ device: 'native' });
    const own = await weightsOf(native);
    expect(bytes(await weightsOf(oracle))).toEqual(bytes(before));
    expect(bytes(await weightsOf(native))).toEqual(bytes(own));
    const differences = own.map((values, at) => maxDifference(values, before[at]!));
    expect(Math.max(...differences)).toBeGreaterThan(0);
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it('computes on its own backend while sessions of both take turns', async () => {
    const engines = [await openTfjsEngine({ device: 'native' }), await openTfjsEngine()];
    const options = {
      training: { optimizer: 'sgd', momentum: 0, batchSize: 4 },
      taps: { activations: [], errors: [] },
      initial: initialWeights(network, 1),
    } as const;
    const sessions = await Promise.all(engines.map((engine) => engine.open(network, options)));
    for (const batch of batches)
      await Promise.all(sessions.map((session) => session.update(batch, 0.1, false)));
    const [native, cpu] = await Promise.all(sessions.map((session) => session.weights()));
    const alone = await weightsOf(engines[1]!);
    expect(bytes(cpu!.flatMap((record) => Object.values(record)))).toEqual(bytes(alone));
    expect(native).not.toEqual(cpu);
    for (const session of sessions) await session.close();
  });

  it('holds as many tensors after 300 updates as after the first, and none when it is closed', async () => {
    const engine = await openTfjsEngine({ device: 'native' });
    const { binding } = tf.findBackend('tensorflow') as unknown as NativeBackend;
    const before = binding.getNumOfTensors();
    const session = await engine.open(network, {
      training: { optimizer: 'sgd', momentum: 0.9, batchSize: 4 },
      taps: { activations: [0, 3], errors: [0, 3] },
      initial: initialWeights(network, 1),
    });
    await session.update(batches[0]!, 0.1, true);
    const first = [binding.getNumOfTensors(), tf.memory().numTensors];
    for (let update = 0; update < 300; update++)
      await session.update(batches[update % 3]!, 0.1, update % 50 === 0);
    expect([binding.getNumOfTensors(), tf.memory().numTensors]).toEqual(first);
    await session.close();
    expect(binding.getNumOfTensors()).toBe(before);
  });

  it('names the version of TensorFlow, its kernels and the threads in the numeric class', async () => {
    const engine = await openEngine('tfjs/native', { warn: () => {} });
    expect(engine.numericClass).toMatchObject({ engine: 'tfjs/native', device: 'cpu', threads: 1 });
    expect(engine.numericClass.version).toMatch(/^2\.\d+\.\d+ oneDNN$/);
  });

  it('is refused with other threads than those that the process has', async () => {
    await openTfjsEngine({ device: 'native' });
    const failure = await openEngine('tfjs/native', { threads: 2, warn: () => {} }).catch((error) => error);
    expect(failure).toMatchObject({ exitCode: 4, message: expect.stringContaining('1 thread(s), not 2') });
  });
});

describe.skipIf(!nativeInstalled || !isBuilt())('a process with the native backend', () => {
  const cases = [{ name: 'lenet5', network, batches, learningRate: 0.1, training: {} }];

  it('computes with the threads that were asked for, and gives the same bytes each time', {
    timeout: patience,
  }, () => {
    const [one, two, again] = [1, 2, 2].map((threads) => trainInChild('tfjs/native', cases, {}, threads));
    expect([one, two].map((trained) => trained!.device.threads)).toEqual([1, 2]);
    if (process.platform === 'linux') expect(two!.tasks - one!.tasks).toBe(1);
    expect(two!.histories).toEqual(again!.histories);
  });

  it('is of another numeric class without oneDNN', { timeout: patience }, () => {
    const { device } = trainInChild('tfjs/native', cases, { TF_ENABLE_ONEDNN_OPTS: '0' });
    expect(device.version).toMatch(/^2\.\d+\.\d+$/);
  });
});
