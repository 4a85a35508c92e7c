import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { TrainingSettings } from '../../runner/contract/engine.ts';
import { chainLayers, type LayerEntry } from '../../runner/engines/chain-layers.ts';
import { train } from '../../runner/proof/history.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { perturbedWeights } from '../../runner/proof/network-case.ts';
import { maxDifference } from '../../runner/proof/property.ts';
import type { NetworkPlan, Shape } from '../../src/plan/plan.ts';
import { oracleEngine, triedEngines } from '../engines/support/tried-engines.ts';
import { pythonWith } from './python.ts';

// Layers, losses and optimisers against PyTorch in float64, over several updates on random batches.

const python = pythonWith('torch');
const script = fileURLToPath(new URL('training.py', import.meta.url));

interface Case {
  readonly input: Shape;
  readonly entries: readonly LayerEntry[];
  readonly training?: Partial<TrainingSettings>;
  readonly rate?: number;
  /** Numbers of a real-valued Y. */
  readonly targets?: number;
}

const adam = { beta1: 0.8, beta2: 0.9, epsilon: 1e-3 };
const out: LayerEntry = ['dense', { units: 3 }];
const plain: Pick<Case, 'input' | 'entries'> = {
  input: [6],
  entries: [['dense', { units: 5, activation: 'tanh' }], out],
};

const cases: Record<string, Case> = {
  'layer normalisation of maps and of a vector': {
    input: [2, 5, 5],
    entries: [
      ['conv', { filters: 3, kernel: 3 }],
      ['layer-norm', { activation: 'tanh' }],
      ['dense', { units: 4 }],
      ['layer-norm', { activation: 'sigmoid' }],
      out,
    ],
  },
  // PyTorch lets errors through up to half a step beyond the range too, so nothing lies there
  'fake quantisation of sigmoids and rectifiers': {
    input: [6],
    entries: [
      ['dense', { units: 5, activation: 'sigmoid', quantise: { bits: 4, low: 0, high: 1 } }],
      ['dense', { units: 5, activation: 'relu', quantise: { bits: 3, low: 0, high: 4 } }],
      out,
    ],
  },
  adamw: { ...plain, training: { optimizer: 'adamw', adam, weightDecay: 0.1 }, rate: 0.02 },
  'adam with weight decay': { ...plain, training: { optimizer: 'adam', adam, weightDecay: 0.1 }, rate: 0.02 },
  'clipped gradients': { ...plain, training: { clip: { norm: 0.05 } } },
  'clipped gradients with weight decay and momentum': {
    ...plain,
    training: { clip: { norm: 0.1 }, momentum: 0.9, weightDecay: 0.05 },
  },
  'smoothed labels': { ...plain, training: { labelSmoothing: 0.2 } },
  'squared error of real values': { ...plain, training: { loss: 'mse' }, targets: 3 },
  'smoothed labels with weights of classes': {
    ...plain,
    training: { labelSmoothing: 0.1, classWeights: [0.5, 2, 1] },
  },
};

const engines = { ...triedEngines, ...oracleEngine };

it.skipIf(!python)(
  `${Object.keys(cases).length} trainings end as in PyTorch${python ? '' : ' (needs torch)'}`,
  async () => {
    const made = Object.values(cases).map(({ input, entries, training, rate = 0.1, targets }) => {
      const chain = chainLayers(input, entries);
      const network = targets === undefined ? chain : { ...chain, classes: null, targets };
      const batches = Array.from({ length: 8 }, (_, i) => makeBatch(network, 6, i));
      return { network, batches, training, rate, initial: perturbedWeights(network, 5) };
    });
    const lines = made.map(({ network, batches, training, rate, initial }) =>
      JSON.stringify({
        input: network.input,
        layers: network.layers.map(({ kind, params, quantise }) => ({ ...params, kind, quantise })),
        training: { optimizer: 'sgd', ...training },
        rate,
        weights: shaped(network, initial),
        batches: batches.map(({ inputs, labels, targets }) => ({
          inputs: [...inputs],
          labels: [...labels],
          ...(targets ? { targets: [...targets] } : {}),
        })),
      }),
    );
    const output = execFileSync(python!, [script], { input: lines.join('\n'), encoding: 'utf8' });
    const peer = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { losses: number[]; weights: Record<string, number[]>[] });
    expect(peer).toHaveLength(made.length);

    for (const [engineName, open] of Object.entries(engines)) {
      const engine = await open();
      for (const [at, name] of Object.keys(cases).entries()) {
        const { network, batches, training = {}, rate, initial } = made[at]!;
        const { momentum = 0 } = training;
        const found = await train(engine, network, batches, {
          training,
          momentum,
          learningRate: rate,
          initial,
        });
        const where = `${name}, ${engineName}`;
        expect(
          maxDifference(
            found.steps.map(({ loss }) => loss),
            peer[at]!.losses,
          ),
          where,
        ).toBeLessThan(5e-6);
        found.weights.forEach((record, layer) => {
          for (const [weight, values] of Object.entries(record)) {
            const difference = maxDifference(values, peer[at]!.weights[layer]![weight]!);
            expect(difference, `${weight} of layer ${layer}: ${where}`).toBeLessThan(2e-5);
          }
        });
      }
      await engine.close();
    }
  },
  120_000,
);

function shaped(network: NetworkPlan, weights: readonly Readonly<Record<string, Float32Array>>[]) {
  return network.layers.map((layer, index) =>
    Object.fromEntries(
      layer.weights.map(({ name, shape }) => [name, { shape, values: [...weights[index]![name]!] }]),
    ),
  );
}
