import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Engine, Mode, TrainingSettings, Weights } from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { dropoutMasks, dropRates } from '../../runner/engines/dropout-masks.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { randomStream } from '../../runner/random/stream.ts';
import type { NetworkPlan } from '../../src/plan/plan.ts';
import { gradientCases } from './support/gradient-cases.ts';
import { makeBatch, maxDifference } from './support/networks.ts';
import {
  centralDifferences,
  channelStatistics,
  errorsOf,
  lossesOf,
  outputsOf,
  rowsOf,
  type Samples64,
  type Settings64,
  samplesOf,
  toFloat64,
  type Weights64,
} from './support/reference.ts';

// What activations, error signals and gradients are, taken from their definitions and not from another autodiff: float64,
// and central differences of each sample's own loss. Two engines that both divided by the batch size would agree with
// each other, and fail here.

const engines: Record<string, () => Promise<Engine>> = {
  'onnx/cpu': () => openOnnxEngine(),
  'onnx/cpu, plain lowering': () => openOnnxEngine({ lowering: 'plain' }),
  'tfjs/cpu': () => openTfjsEngine(),
};

const samples = 4;
const seed = 3;

for (const [engineName, open] of Object.entries(engines)) {
  describe(engineName, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    for (const [name, { input, entries, training: given = {} }] of Object.entries(gradientCases)) {
      const network = chainLayers(input, entries);
      const training: TrainingSettings = { optimizer: 'sgd', momentum: 0, batchSize: samples, ...given };
      const weights = perturbed(network);
      const batch = makeBatch(network, samples, 1);

      for (const mode of modesOf(network)) {
        it(`gives T_k and each sample's own d_k, ${mode}: ${name}`, async () => {
          const settings = { mode, masks: masksOf(network, 0) };
          const { loss, tensors } = await observe(engine, network, weights, batch, training, mode);
          const weights64 = toFloat64(weights);
          const outputs = outputsOf(network, weights64, samplesOf(batch), settings);
          const expected = mean(lossesOf(outputs.at(-1)!, batch, training));
          expect(Math.abs(loss - expected)).toBeLessThan(2e-6 * Math.max(1, expected));
          outputs.forEach((output, layer) => {
            const call = {
              network,
              weights: weights64,
              batch,
              outputs,
              layer,
              step: 1e-6,
              settings,
              training,
            };
            expectNear(tensors!.activations.get(layer)!, output, `T of layer ${layer}`);
            expectNear(tensors!.errors.get(layer)!, errorsOf(call), `d of layer ${layer}`);
          });
          expect(tensors!.lossError).toEqual(tensors!.errors.get(network.layers.length - 1));
        });
      }

      it(`moves each weight by its gradient: ${name}`, async () => {
        const moved = await oneUpdate(engine, network, weights, batch, training);
        expectMoves(network, toFloat64(weights), moved, batch, training);
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
        const batch = {
          samples: labels.length,
          inputs: Float32Array.from(logits.flat()),
          labels: Int32Array.from(labels),
        };
        const training: TrainingSettings = { optimizer: 'sgd', momentum: 0, batchSize: batch.samples };
        const { tensors } = await observe(engine, network, weights, batch, training, 'evaluation');
        expect(maxDifference(tensors!.lossError, dL.flat())).toBeLessThan(1e-6);
      }
    });
  });
}

/** Modes in which the network gives different results. */
function modesOf(network: NetworkPlan): Mode[] {
  const differs = network.layers.some(({ kind }) => layerKinds.get(kind)?.hasModes === true);
  return differs ? ['training', 'evaluation'] : ['evaluation'];
}

function masksOf(network: NetworkPlan, update: number): ReadonlyMap<number, Float32Array> {
  return dropoutMasks(network, dropRates(network, layerKinds), { seed, update, samples });
}

/** Initial weights with noise on those that start at 0 or 1, so that no gradient hides behind them. */
function perturbed(network: NetworkPlan): Weights {
  const stream = randomStream(seed, 'noise');
  return initialWeights(network, seed).map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, values]) => [
        name,
        values.map((value) => value + 0.2 * stream.next()),
      ]),
    ),
  );
}

async function observe(
  engine: Engine,
  network: NetworkPlan,
  initial: Weights,
  batch: Batch,
  training: TrainingSettings,
  mode: Mode,
) {
  const all = network.layers.map((_, index) => index);
  const taps = { activations: all, errors: all };
  const session = await engine.open(network, { training, taps, initial, seed });
  const result = await session.observe(batch, true, mode);
  await session.close();
  return result;
}

async function oneUpdate(
  engine: Engine,
  network: NetworkPlan,
  initial: Weights,
  batch: Batch,
  training: TrainingSettings,
): Promise<Weights> {
  const taps = { activations: [], errors: [] };
  const session = await engine.open(network, { training, taps, initial, seed });
  await session.update(batch, 1, false);
  const weights = await session.weights();
  await session.close();
  return weights;
}

/** With plain SGD and rate 1 a weight moves by minus the gradient of the mean loss; running statistics by their rule. */
function expectMoves(
  network: NetworkPlan,
  before: Weights64,
  after: Weights,
  batch: Batch,
  training: TrainingSettings,
): void {
  const settings: Settings64 = { mode: 'training', masks: masksOf(network, 0) };
  const inputs = samplesOf(batch);
  const outputs = outputsOf(network, before, inputs, settings);
  network.layers.forEach((layer, index) => {
    for (const { name, trained } of layer.weights) {
      if (trained === false) continue;
      const old = before[index]![name]!;
      const gradient = centralDifferences(old, 1e-6, (values) => {
        const weights = before.with(index, { ...before[index], [name]: values });
        const known = outputs.slice(0, index);
        return mean(lossesOf(outputsOf(network, weights, inputs, settings, known).at(-1)!, batch, training));
      });
      const moved = old.map((value, at) => value - after[index]![name]![at]!);
      expectNear(Float32Array.from(moved), [gradient], `gradient of ${name} of layer ${index}`);
    }
    if (layer.kind === 'batch-norm') {
      const source = (layer.inputs ?? [index - 1])[0]!;
      expectStatistics(before[index]!, after[index]!, source < 0 ? inputs : outputs[source]!);
    }
  });
}

/** The running statistics move a tenth of the way; the variance is the one divided by n - 1. */
function expectStatistics(
  before: Record<string, Float64Array>,
  after: Readonly<Record<string, Float32Array>>,
  inputs: Samples64,
): void {
  const channels = before.mean!.length;
  const count = (inputs.length * inputs[0]!.length) / channels;
  channelStatistics(channels, inputs).forEach(({ mean: batchMean, variance }, channel) => {
    const wanted = (old: number, now: number) => 0.9 * old + 0.1 * now;
    expect(after.mean![channel]).toBeCloseTo(wanted(before.mean![channel]!, batchMean), 5);
    const unbiased = (variance * count) / (count - 1);
    expect(after.variance![channel]).toBeCloseTo(wanted(before.variance![channel]!, unbiased), 5);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Up to 6e-6 of the largest number of the tensor, or of 1. */
function expectNear(values: Float32Array, rows: Samples64, what: string): void {
  const largest = Math.max(1, ...rows.map((row) => Math.max(...row.map(Math.abs))));
  rowsOf(values, rows.length).forEach((row, sample) => {
    expect(maxDifference(row, rows[sample]!) / largest, `${what}, row ${sample}`).toBeLessThan(6e-6);
  });
}
