import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { nameSkippedEngines, oracleEngine, triedEngines } from './support/tried-engines.ts';

for (const [name, open] of Object.entries({ ...oracleEngine, ...triedEngines })) {
  if (!name.startsWith('tfjs/')) continue;
  it(`${name} keeps no tensor but the weights and their velocities`, async () => {
    const engine = await open();
    const network = chainLayers(
      [1, 6, 6],
      [
        ['conv', { filters: 2, kernel: 3, activation: 'relu' }],
        ['pool', { size: 2, mode: 'average', padding: 'same' }],
        ['dense', { units: 3 }],
      ],
    );
    const before = tf.memory().numTensors;
    const session = await engine.open(network, {
      training: { optimizer: 'sgd', momentum: 0.9, batchSize: 4 },
      taps: { activations: [0, 1], errors: [0, 1] },
      initial: initialWeights(network, 1),
    });
    const opened = tf.memory().numTensors;
    expect(opened).toBe(before + 2 * 4);
    for (let i = 0; i < 3; i++) {
      await session.update(makeBatch(network, 4, i), 0.1, i % 2 === 0);
      await session.observe(makeBatch(network, 7, i), i % 2 === 0);
      await session.weights();
      expect(tf.memory().numTensors).toBe(opened);
    }
    await session.close();
    expect(tf.memory().numTensors).toBe(before);
    await engine.close();
  });
}
nameSkippedEngines();
