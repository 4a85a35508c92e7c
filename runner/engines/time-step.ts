import type { Engine } from '../contract/engine.ts';
import { lenet5 } from './chain-layers.ts';
import { initialWeights } from './weights.ts';

/** Milliseconds of one training step of LeNet-5, the fastest of a few. */
export async function timeStep(engine: Engine, samples: number): Promise<number> {
  const network = lenet5('relu');
  const batch = {
    samples,
    inputs: Float32Array.from({ length: samples * 784 }, (_, i) => (i % 256) / 255),
    labels: Int32Array.from({ length: samples }, (_, i) => i % 10),
  };
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum: 0, batchSize: samples },
    taps: { activations: [], errors: [] },
    initial: initialWeights(network, 1),
  });
  const times: number[] = [];
  // The first step includes building the graph; on a slow engine that does not show.
  while (times.length < 4 && !(times[0]! > slowStep)) {
    const started = performance.now();
    await session.update(batch, 0.01, false);
    times.push(performance.now() - started);
  }
  await session.close();
  return Math.min(...times);
}

/** Milliseconds. */
const slowStep = 1000;
