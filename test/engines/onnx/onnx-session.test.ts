import { expect, it } from 'vitest';
import type { StepResult, TrainingInputs, TrainingSession } from '../../../runner/contract/engine.ts';
import { chainLayers } from '../../../runner/engines/chain-layers.ts';
import {
  InferenceSession,
  type LoadModel,
  type TensorMap,
} from '../../../runner/engines/onnx/onnx-runtime.ts';
import { OnnxSession } from '../../../runner/engines/onnx/onnx-session.ts';
import { optimizerOf } from '../../../runner/engines/onnx/optimizer.ts';
import { initialWeights } from '../../../runner/engines/weights.ts';
import { layerKinds } from '../../../runner/layers/index.ts';
import { makeBatch } from '../../../runner/proof/make-batch.ts';
import { byPlaces } from '../support/by-places.ts';

// A session on the CPU that keeps tensors as one on a device does.

const network = chainLayers(
  [1, 6, 6],
  [
    ['conv', { filters: 3, kernel: 3, activation: 'tanh' }],
    ['dropout', { rate: 0.3 }],
    ['dense', { units: 4 }],
  ],
);
const size = 5;
const batches = [size, size, size, 3].map((samples, seed) => makeBatch(network, samples, seed, 'half-blank'));
const rates = batches.map((_, at) => 0.1 + 0.05 * at);
const training = {
  optimizer: 'adam' as const,
  momentum: 0,
  adam: { beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
  batchSize: size,
};
const load: LoadModel = (model) =>
  InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });

function open(keeps: boolean, more: object = {}, own: LoadModel = load): TrainingSession {
  return new OnnxSession(
    { network, kinds: layerKinds, optimizer: optimizerOf(training), lowering: 'fast', block: null },
    {
      training,
      taps: { activations: [0], errors: [] },
      initial: initialWeights(network, 3),
      seed: 4,
      ...more,
    },
    { load: own, exact: true, keeps },
  );
}

it('has updates together where tensors can stay, and only there', async () => {
  expect(open(false).updates).toBeUndefined();
  expect(open(true).updates).toBeDefined();
});

it('gathers samples that were put there once: the same bytes, and no batch is sent', async () => {
  const sent = open(false);
  const seen: StepResult[] = [];
  for (const [at, batch] of batches.entries())
    seen.push({ ...(await sent.update(batch, rates[at]!, true)), tensors: null });

  let puts = 0;
  const { samples, placed } = byPlaces(batches);
  const unsent = placed.map(({ samples, rows, labels }) => ({
    samples,
    rows: rows!,
    labels,
    get inputs(): Float32Array {
      throw new Error('it was sent');
    },
  }));
  const counted = {
    count: samples.count,
    inputs: () => {
      puts++;
      return samples.inputs();
    },
  };
  const kept = open(true, { samples: counted });
  expect(await kept.updates!(unsent, rates)).toEqual(seen);
  expect(await kept.weights()).toEqual(await sent.weights());
  expect(await kept.state()).toEqual(await sent.state());
  expect(puts).toBe(1);
  await kept.close();
  await sent.close();
});

const { samples, placed } = byPlaces(batches);
const cases: Record<string, { samples: TrainingInputs; load: LoadModel }> = {
  'are too many for a device': { samples: { count: 2 ** 29, inputs: () => new Float32Array() }, load },
  'do not fit into its memory': {
    samples,
    load: async (model, resident) =>
      resident.includes('here') ? Promise.reject(new Error('out of memory')) : load(model, resident),
  },
  'arrive as other numbers': {
    samples,
    async load(model, resident) {
      const session = await load(model, resident);
      const [name] = session.outputNames;
      if (name !== 'chosen') return session;
      const run = session.run.bind(session);
      session.run = async (feeds: TensorMap) => {
        const fetched = await run(feeds);
        (fetched[name]!.data as Float32Array)[40] = 9;
        return fetched;
      };
      return session;
    },
  },
};

it.each(Object.entries(cases))('sends batches where the samples %s', async (_, { samples, load }) => {
  const sent = open(false);
  const seen = await sent.update(batches[0]!, 0.1, false);
  const session = open(true, { samples }, load);
  expect(await session.updates!([placed[0]!], [0.1])).toEqual([seen]);
  await session.close();
  await sent.close();
});

it('lets go of what a step gave, and goes on as before', async () => {
  const [kept, given] = [open(false), open(false)];
  for (const [at, batch] of batches.entries()) {
    const [own, step] = [
      await kept.update(batch, rates[at]!, true),
      await given.update(batch, rates[at]!, true),
    ];
    expect(step.tensors!.activations.get(0)).toEqual(own.tensors!.activations.get(0));
    given.giveBack!(step);
    expect(step.tensors!.activations.get(0)).toHaveLength(0);
  }
  expect(await given.weights()).toEqual(await kept.weights());
  for (const session of [kept, given]) await session.close();
});
