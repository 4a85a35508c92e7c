import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Engine,
  SessionState,
  StepResult,
  TrainingSession,
  TrainingSettings,
} from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { packArrays, unpackArrays } from '../../runner/store/named-arrays.ts';
import { nameSkippedEngines, oracleEngine, triedEngines } from './support/tried-engines.ts';

const classifier = chainLayers(
  [2, 8, 8],
  [
    ['conv', { filters: 4, kernel: 3, padding: 'same', activation: 'linear' }],
    ['batch-norm', { activation: 'relu' }],
    ['pool', { size: 2 }],
    ['dropout', { rate: 0.3 }],
    ['conv', { filters: 3, kernel: 2, activation: 'tanh' }],
    ['dense', { units: 6, activation: 'sigmoid' }],
    ['dropout', { rate: 0.5 }],
    ['dense', { units: 4 }],
  ],
);
const autoencoder = chainLayers(
  [12],
  [
    ['dense', { units: 5, activation: 'tanh' }],
    ['batch-norm', {}],
    ['dense', { units: 12, activation: 'sigmoid' }],
  ],
);
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

const settings: Record<string, TrainingSettings> = {
  'plain descent': { optimizer: 'sgd', momentum: 0, batchSize: 6 },
  momentum: { optimizer: 'sgd', momentum: 0.9, batchSize: 6 },
  'Nesterov momentum with decay': {
    optimizer: 'sgd',
    momentum: 0.9,
    nesterov: true,
    weightDecay: 1e-2,
    batchSize: 6,
  },
  Adam: { optimizer: 'adam', momentum: 0, adam, batchSize: 6 },
  'AdamW with clipped gradients and smoothed labels': {
    optimizer: 'adamw',
    momentum: 0,
    adam,
    weightDecay: 1e-2,
    clip: { norm: 0.1 },
    labelSmoothing: 0.1,
    batchSize: 6,
  },
  'Adam with decay on squared error': {
    optimizer: 'adam',
    momentum: 0,
    adam,
    weightDecay: 1e-2,
    loss: 'mse',
    target: 'input',
    batchSize: 6,
  },
};

const engines = { ...triedEngines, ...oracleEngine };
nameSkippedEngines();

for (const [name, open] of Object.entries(engines)) {
  describe(name, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    for (const [what, training] of Object.entries(settings)) {
      const network = training.target === 'input' ? autoencoder : classifier;
      const layers = network.layers.map((_, index) => index);
      const start = (from?: SessionState) =>
        engine.open(network, {
          training,
          taps: { activations: layers, errors: layers },
          initial: initialWeights(network, 5),
          seed: 11,
          ...(from ? { from } : {}),
        });

      it(`goes on from a state to the same bytes: ${what}`, async () => {
        const whole = await start();
        const expected = await stepsOf(whole, network, 0, 7);
        expected.push(...(await ending(whole, network)));
        await whole.close();

        for (const stop of [0, 1, 4]) {
          const first = await start();
          const steps = await stepsOf(first, network, 0, stop);
          const state = asStored(await first.state());
          await stepsOf(first, network, stop, stop + 1);
          await first.close();
          const second = await start(state);
          steps.push(...(await stepsOf(second, network, stop, 7)), ...(await ending(second, network)));
          await second.close();
          expect(steps, `stopped after ${stop}`).toEqual(expected);
        }
      });
    }
  });
}

type Network = typeof classifier;

/** Updates `from` to `to`, of changing batches (a short one among them) and rates, each as text of all its bytes. */
async function stepsOf(
  session: TrainingSession,
  network: Network,
  from: number,
  to: number,
): Promise<string[]> {
  const texts: string[] = [];
  for (let update = from; update < to; update++) {
    const batch = makeBatch(network, update === 5 ? 2 : 6, update);
    texts.push(bytesOf(await session.update(batch, 0.1 / (1 + update), update % 2 === 0)));
  }
  return texts;
}

/** What the session sees and holds at the end: in both modes, weights and state. */
async function ending(session: TrainingSession, network: Network): Promise<string[]> {
  const batch = makeBatch(network, 6, 99);
  const { updates, tensors } = await session.state();
  const weights = (await session.weights()).flatMap((record) => Object.values(record));
  return [
    bytesOf(await session.observe(batch, true)),
    bytesOf(await session.observe(batch, true, 'training')),
    weights.map(base64).join(),
    `${updates} ${packArrays(tensors).toString('base64')}`,
  ];
}

function asStored({ updates, tensors }: SessionState): SessionState {
  return { updates, tensors: unpackArrays(packArrays(tensors)) };
}

function bytesOf({ loss, correct, tensors }: StepResult): string {
  const parts = tensors
    ? [...tensors.activations.values(), ...tensors.errors.values(), tensors.lossError]
    : [];
  return [loss, correct, ...parts.map(base64)].join(' ');
}

function base64(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}
