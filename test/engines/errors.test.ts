import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainLayers, type LayerEntry } from '../../runner/engines/chain-layers.ts';
import type { Engine, Weights } from '../../runner/engines/engine.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import type { NetworkPlan, Shape } from '../../src/plan/plan.ts';
import { makeBatch, maxDifference } from './support/networks.ts';
import { centralDifferences, crossEntropy, outputsOf, toFloat64 } from './support/reference.ts';

// What an error signal is, taken from its definition and not from another autodiff: the gradient of each sample's own
// loss. Two engines that both divided by the batch size would agree with each other, and fail here.

const engines: Record<string, () => Promise<Engine>> = {
  'onnx/cpu': () => openOnnxEngine(),
  'onnx/cpu, plain lowering': () => openOnnxEngine({ lowering: 'plain' }),
  'tfjs/cpu': () => openTfjsEngine(),
};

const networks: Record<string, readonly [Shape, readonly LayerEntry[]]> = {
  'conv, pool, dense': [
    [2, 8, 8],
    [
      ['conv', { filters: 3, kernel: 3, activation: 'sigmoid' }],
      ['pool', { size: 2 }],
      ['dense', { units: 5, activation: 'tanh' }],
      ['dense', { units: 3 }],
    ],
  ],
  'conv, overlapping pools, same padding': [
    [1, 7, 8],
    [
      ['conv', { filters: 2, kernel: 3, stride: 2, padding: 'same', activation: 'tanh' }],
      ['pool', { size: 3, stride: 1, padding: 'same' }],
      ['pool', { size: 2, stride: 1, padding: 'same', mode: 'average' }],
      ['dense', { units: 6, activation: 'relu' }],
      ['dense', { units: 3 }],
    ],
  ],
};

for (const [engineName, open] of Object.entries(engines)) {
  describe(engineName, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    for (const [name, [shape, entries]] of Object.entries(networks)) {
      it(`gives T_k and each sample's own d_k: ${name}`, async () => {
        const network = chainLayers(shape, entries);
        const weights = initialWeights(network, 3);
        const batch = makeBatch(network, 4, 1);
        const { loss, tensors } = await observe(engine, network, weights, batch.inputs, batch.labels);
        const weights64 = toFloat64(weights);
        let meanLoss = 0;
        for (let sample = 0; sample < 4; sample++) {
          const input = Float64Array.from(row(batch.inputs, sample, 4));
          const label = batch.labels[sample]!;
          const outputs = outputsOf(network, weights64, input);
          meanLoss += crossEntropy(outputs.at(-1)!, label) / 4;
          outputs.forEach((output, layer) => {
            const error = centralDifferences(output, 1e-6, (at) =>
              crossEntropy(outputsOf(network, weights64, at, layer + 1).at(-1) ?? at, label),
            );
            const what = `layer ${layer}, sample ${sample}`;
            expect(
              maxDifference(row(tensors!.activations.get(layer)!, sample, 4), output),
              what,
            ).toBeLessThan(2e-6);
            expect(maxDifference(row(tensors!.errors.get(layer)!, sample, 4), error), what).toBeLessThan(
              2e-6,
            );
          });
          const last = tensors!.errors.get(network.layers.length - 1)!;
          expect(row(tensors!.lossError, sample, 4)).toEqual(row(last, sample, 4));
        }
        expect(Math.abs(loss - meanLoss)).toBeLessThan(1e-6);
      });
    }

    it('gives d_L as the stored vectors have it', async () => {
      const vectors = JSON.parse(readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'));
      expect(vectors.errorSignal.length).toBeGreaterThan(0);
      for (const { logits, labels, dL } of vectors.errorSignal) {
        const classes = logits[0].length;
        const network = chainLayers([classes], [['dense', { units: classes }]]);
        const kernel = Float32Array.from({ length: classes ** 2 }, (_, at) =>
          at % (classes + 1) === 0 ? 1 : 0,
        );
        const weights = [{ kernel, bias: new Float32Array(classes) }];
        const inputs = Float32Array.from(logits.flat());
        const { tensors } = await observe(engine, network, weights, inputs, Uint8Array.from(labels));
        expect(maxDifference(tensors!.lossError, dL.flat())).toBeLessThan(1e-6);
      }
    });
  });
}

async function observe(
  engine: Engine,
  network: NetworkPlan,
  initial: Weights,
  inputs: Float32Array,
  labels: Uint8Array,
) {
  const all = network.layers.map((_, index) => index);
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum: 0, batchSize: labels.length },
    taps: { activations: all, errors: all },
    initial,
  });
  const result = await session.observe({ samples: labels.length, inputs, labels }, true);
  await session.close();
  return result;
}

function row(values: Float32Array, sample: number, samples: number): Float32Array {
  const width = values.length / samples;
  return values.slice(sample * width, (sample + 1) * width);
}
