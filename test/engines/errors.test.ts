import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, TrainingSettings } from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { exactly } from '../../runner/proof/differences.ts';
import { checkGradients, checkSignals } from '../../runner/proof/gradient-check.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { modesOf, perturbedWeights } from '../../runner/proof/network-case.ts';
import type { Subject } from '../../runner/proof/pass.ts';
import { maxDifference } from '../../runner/proof/property.ts';
import { samplesOf } from '../../runner/proof/samples.ts';
import { gradientCases } from './support/gradient-cases.ts';
import { channelStatistics, forward64 } from './support/reference.ts';
import { nameSkippedEngines, oracleEngine, triedEngines } from './support/tried-engines.ts';

// What activations, error signals and gradients are, taken from their definitions and not from another autodiff: float64,
// and central differences layer by layer, from each sample's own loss on.

const engines = { ...triedEngines, ...oracleEngine };
nameSkippedEngines();

const samples = 4;
const seed = 3;

function subjectOf(name: string): Subject {
  const { input, entries, training = {} } = gradientCases[name]!;
  const network = chainLayers(input, entries);
  return {
    network,
    kinds: layerKinds,
    weights: perturbedWeights(network, seed),
    batch: makeBatch(network, samples, 1),
    training: { optimizer: 'sgd', momentum: 0, batchSize: samples, ...training },
    seed,
    forward: forward64,
    differences: exactly,
    judges: () => true,
  };
}

for (const [engineName, open] of Object.entries(engines)) {
  describe(engineName, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    for (const name of Object.keys(gradientCases)) {
      const subject = subjectOf(name);
      for (const mode of modesOf(subject.network, layerKinds)) {
        it(`gives T_k and each sample's own d_k, ${mode}: ${name}`, () =>
          checkSignals(engine, subject, mode));
      }
      it(`moves each weight by its gradient: ${name}`, () => checkGradients(engine, subject));
    }

    it('moves running statistics a tenth of the way; the variance is the one divided by n - 1', async () => {
      const features = 2;
      const network = chainLayers(
        [features, 3, 3],
        [
          ['batch-norm', {}],
          ['dense', { units: 3 }],
        ],
      );
      const batch = makeBatch(network, samples, 1);
      const training: TrainingSettings = { optimizer: 'sgd', momentum: 0, batchSize: samples };
      const initial = perturbedWeights(network, seed);
      const taps = { activations: [], errors: [] };
      const session = await engine.open(network, { training, taps, initial, seed });
      await session.update(batch, 1, false);
      const [after] = await session.weights();
      await session.close();
      const count = samples * 9;
      channelStatistics(features, samplesOf(batch)).forEach(({ mean, variance }, channel) => {
        const wanted = (old: number, now: number) => 0.9 * old + 0.1 * now;
        expect(after!.mean![channel]).toBeCloseTo(wanted(initial[0]!.mean![channel]!, mean), 5);
        const unbiased = (variance * count) / (count - 1);
        expect(after!.variance![channel]).toBeCloseTo(wanted(initial[0]!.variance![channel]!, unbiased), 5);
      });
    });

    it('gives d_L as the stored vectors have it', async () => {
      const vectors = JSON.parse(readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'));
      expect(vectors.errorSignal.length).toBeGreaterThan(0);
      for (const { logits, labels, dL } of vectors.errorSignal) {
        const classes = logits[0].length;
        const network = chainLayers([classes], [['dense', { units: classes }]]);
        const kernel = Float32Array.from({ length: classes ** 2 }, (_, at) =>
          at % (classes + 1) === 0 ? 1 : 0,
        );
        const batch = {
          samples: labels.length,
          inputs: Float32Array.from(logits.flat()),
          labels: Int32Array.from(labels),
        };
        const session = await engine.open(network, {
          training: { optimizer: 'sgd', momentum: 0, batchSize: batch.samples },
          taps: { activations: [0], errors: [0] },
          initial: [{ kernel, bias: new Float32Array(classes) }],
        });
        const { tensors } = await session.observe(batch, true);
        await session.close();
        expect(maxDifference(tensors!.lossError, dL.flat())).toBeLessThan(1e-6);
      }
    });
  });
}
