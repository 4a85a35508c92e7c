import { describe, expect, it } from 'vitest';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { needSame, type TrainSettings, train } from '../../runner/proof/history.ts';
import { makeBatch, type Texture } from '../../runner/proof/make-batch.ts';
import { gradientCases, optimizers } from './support/gradient-cases.ts';
import { holdAgainstOracle } from './support/hold-against-oracle.ts';

// The engines over several updates: optimisers, dropout masks and running statistics go on from step to step.

const { agree, engines } = holdAgainstOracle();

const steps = 10;

function batchesOf(name: string, texture: Texture) {
  const { input, entries } = gradientCases[name]!;
  const network = chainLayers(input, entries);
  const batches = Array.from({ length: steps }, (_, i) =>
    makeBatch(network, i === steps - 1 ? 3 : 6, i, texture),
  );
  return { network, batches };
}

for (const [name, { training }] of Object.entries(gradientCases)) {
  describe(name, () => {
    for (const texture of ['noise', 'half-blank'] as const) {
      it(`agrees over ${steps} steps on ${texture} images, the last batch short`, async () => {
        const { network, batches } = batchesOf(name, texture);
        const settings = training ? { training } : {};
        await agree(network, batches, settings);
      });
    }
  });
}

for (const [name, training] of Object.entries(optimizers)) {
  describe(name, () => {
    const { network, batches } = batchesOf('conv, pool, dense', 'noise');
    const settings: TrainSettings = { training, learningRate: 0.02 };

    it(`agrees over ${steps} steps, and is not plain sgd`, async () => {
      const oracle = await agree(network, batches, settings);
      const plain = await agree(network, batches, { learningRate: 0.02 });
      expect(() => needSame(plain, oracle)).toThrow();
    });
  });
}

describe('modes', () => {
  const name = 'dropout of maps and of a vector';

  it('drops the same numbers on all engines, and others at the next update', async () => {
    const { network, batches } = batchesOf(name, 'noise');
    const twice = [batches[0]!, batches[0]!];
    const { steps: results } = await train(engines.get('tfjs/cpu')!, network, twice, { learningRate: 1e-9 });
    const dropped = results.map(({ tensors }) => tensors!.activations.get(0)!);
    const zeros = dropped.map((values) => values.map((value) => Number(value === 0)));
    expect(zeros[0]).not.toEqual(zeros[1]);
    const share = zeros[0]!.reduce((sum, zero) => sum + zero, 0) / zeros[0]!.length;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.08);
    const kept = dropped[0]!.filter((value) => value !== 0);
    const inputs = batches[0]!.inputs.filter((_, at) => zeros[0]![at] === 0);
    kept.forEach((value, at) => {
      expect(value).toBeCloseTo(inputs[at]! / 0.8, 5);
    });
  });

  it('shows in training mode what the next update sees, and changes nothing by it', async () => {
    for (const engine of engines.values()) {
      const { network, batches } = batchesOf(name, 'noise');
      const history = await train(engine, network, batches.slice(0, 2));
      const session = await engine.open(network, {
        training: { optimizer: 'sgd', momentum: 0, batchSize: 6 },
        taps: { activations: [0], errors: [] },
        initial: (await train(engine, network, [])).weights,
        seed: 1,
      });
      const seen = [];
      for (const batch of batches.slice(0, 2)) {
        seen.push((await session.observe(batch, true, 'training')).tensors!.activations.get(0)!);
        await session.update(batch, 0.1, false);
      }
      await session.close();
      seen.forEach((values, i) => {
        expect(values).toEqual(history.steps[i]!.tensors!.activations.get(0)!);
      });
    }
  });
});
