import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, TrainingSettings } from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { exactly } from '../../runner/proof/differences.ts';
import { checkGradients, checkSignals } from '../../runner/proof/gradient-check.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { perturbedWeights } from '../../runner/proof/network-case.ts';
import type { NetworkPlan } from '../../src/plan/plan.ts';
import { holdAgainstOracle } from './support/hold-against-oracle.ts';
import { forward64 } from './support/reference.ts';
import { nameSkippedEngines, oracleEngine, triedEngines } from './support/tried-engines.ts';

// Networks that give real values, one or several.

nameSkippedEngines();
const { agree } = holdAgainstOracle();
const training = { loss: 'mse' } as const;

function network(targets: number): NetworkPlan {
  const layers = chainLayers(
    [2, 4, 4],
    [
      ['conv', { filters: 3, kernel: 3, activation: 'tanh' }],
      ['dense', { units: 5, activation: 'sigmoid' }],
      ['dense', { units: targets, activation: targets === 1 ? 'linear' : 'tanh' }],
    ],
  );
  return { ...layers, classes: null, targets };
}

describe.each([1, 3])('%i real values', (targets) => {
  const net = network(targets);

  it('agrees over 8 steps, the last batch short', async () => {
    const batches = Array.from({ length: 8 }, (_, i) => makeBatch(net, i === 7 ? 3 : 6, i));
    const { steps } = await agree(net, batches, { training });
    expect(steps.map(({ correct }) => correct)).toEqual(Array(8).fill(null));
  });

  describe.each(Object.entries({ ...triedEngines, ...oracleEngine }))('%s', (_, open) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    it('gives loss, error signals and gradients as they are defined', async () => {
      const settings: TrainingSettings = { optimizer: 'sgd', momentum: 0, batchSize: 4, ...training };
      const subject = {
        network: net,
        kinds: layerKinds,
        weights: perturbedWeights(net, 3),
        batch: makeBatch(net, 4, 1),
        training: settings,
        seed: 3,
        forward: forward64,
        differences: exactly,
        judges: () => true,
      };
      await checkSignals(engine, subject, 'evaluation');
      await checkGradients(engine, subject);
    });

    it('looks at more samples than a mini-batch piece by piece', async () => {
      const taps = { activations: [1], errors: [1] };
      const open = (batchSize: number) =>
        engine.open(net, {
          training: { optimizer: 'sgd', momentum: 0, batchSize, ...training },
          taps,
          initial: initialWeights(net, 1),
        });
      const [whole, pieces] = [await open(7), await open(3)];
      const batch = makeBatch(net, 7, 2);
      const [a, b] = [await whole.observe(batch, true), await pieces.observe(batch, true)];
      expect(b.loss).toBeCloseTo(a.loss, 6);
      expect(b.tensors!.lossError).toHaveLength(7 * targets);
      b.tensors!.lossError.forEach((value, at) => {
        expect(value).toBeCloseTo(a.tensors!.lossError[at]!, 6);
      });
      await whole.close();
      await pieces.close();
    });
  });
});
