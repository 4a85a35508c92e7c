import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Batch,
  Engine,
  StepResult,
  Taps,
  TrainingInputs,
  TrainingSession,
  Weights,
} from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { maxDifference } from '../../runner/proof/property.ts';
import { byPlaces } from './support/by-places.ts';
import { nameSkippedEngines, oracleEngine, triedEngines } from './support/tried-engines.ts';

const network = chainLayers(
  [2, 8, 8],
  [
    ['conv', { filters: 4, kernel: 3, activation: 'sigmoid' }],
    ['pool', { size: 2 }],
    ['conv', { filters: 3, kernel: 2, activation: 'relu', padding: 'same' }],
    ['dense', { units: 5, activation: 'tanh' }],
    ['dense', { units: 4 }],
  ],
);
const all: Taps = { activations: [0, 1, 2, 3, 4], errors: [0, 1, 2, 3, 4] };
const size = 6;

const engines = {
  ...triedEngines,
  'onnx/cpu, two threads': () => openOnnxEngine({ threads: 2 }),
  ...oracleEngine,
};
nameSkippedEngines();

for (const [name, open] of Object.entries(engines)) {
  describe(name, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    const start = (
      taps: Taps = all,
      initial: Weights = initialWeights(network, 5),
      samples?: TrainingInputs,
    ): Promise<TrainingSession> =>
      engine.open(network, {
        training: { optimizer: 'sgd', momentum: 0.5, batchSize: size },
        taps,
        initial,
        ...(samples && { samples }),
      });
    const batches = Array.from({ length: 6 }, (_, i) =>
      makeBatch(network, i === 5 ? 2 : size, i, 'half-blank'),
    );

    it('gives the same bytes twice', async () => {
      const runs = [];
      for (let run = 0; run < 2; run++) {
        const session = await start();
        const results = [];
        for (const batch of batches) results.push(await session.update(batch, 0.2, true));
        runs.push({ results, weights: await session.weights() });
        await session.close();
      }
      expect(runs[0]).toEqual(runs[1]);
    });

    it('trains the same, to the byte, whether it is looked at or not', async () => {
      const looked = await start();
      const blind = await start({ activations: [], errors: [] });
      for (const batch of batches) {
        const seen = await looked.update(batch, 0.2, true);
        const unseen = await blind.update(batch, 0.2, false);
        expect(unseen.tensors).toBeNull();
        expect([seen.loss, seen.correct]).toEqual([unseen.loss, unseen.correct]);
      }
      expect(await looked.weights()).toEqual(await blind.weights());
      await looked.close();
      await blind.close();
    });

    it('gives the same bytes of samples named by their places, one update by itself or several together', async () => {
      const sent = await start();
      const seen: StepResult[] = [];
      for (const batch of batches) seen.push({ ...(await sent.update(batch, 0.2, true)), tensors: null });
      const last = await sent.observe(batches[0]!, true, 'training');

      const { samples, placed } = byPlaces(batches);
      const placing = await start(all, undefined, samples);
      const first = await placing.update(placed[0]!, 0.2, true);
      const rest = placed.slice(1);
      const steps = placing.updates
        ? await placing.updates(
            rest,
            rest.map(() => 0.2),
          )
        : await inTurn(rest, (batch) => placing.update(batch, 0.2, false));
      expect([{ ...first, tensors: null }, ...steps]).toEqual(seen);
      expect(await placing.weights()).toEqual(await sent.weights());
      expect(await placing.observe(placed[0]!, true, 'training')).toEqual(last);
      await sent.close();
      await placing.close();
    });

    it('observes what an update captures, and changes nothing', async () => {
      const session = await start();
      for (const batch of batches) {
        const before = await session.weights();
        const observed = await session.observe(batch, true);
        expect(await session.weights()).toEqual(before);
        const updated = await session.update(batch, 0.2, true);
        expect(Math.abs(observed.loss - updated.loss)).toBeLessThan(1e-6);
        expect(observed.correct).toBe(updated.correct);
        for (const kind of ['activations', 'errors'] as const) {
          expect([...observed.tensors![kind].keys()]).toEqual(all[kind]);
          for (const [layer, values] of updated.tensors![kind]) {
            expect(maxDifference(observed.tensors![kind].get(layer)!, values)).toBeLessThan(1e-6);
          }
        }
        expect(await session.weights()).not.toEqual(before);
      }
      await session.close();
    });

    it('observes a batch of any size as its samples one by one', async () => {
      const session = await start();
      const many = makeBatch(network, 2 * size + 3, 9);
      const whole = await session.observe(many, true);
      let loss = 0;
      let correct = 0;
      for (let sample = 0; sample < many.samples; sample++) {
        const one = await session.observe(only(many, sample), true);
        loss += one.loss / many.samples;
        correct += one.correct!;
        for (const kind of ['activations', 'errors'] as const) {
          for (const [layer, values] of one.tensors![kind]) {
            const rows = whole.tensors![kind].get(layer)!;
            const row = rows.subarray(sample * values.length, (sample + 1) * values.length);
            expect(maxDifference(row, values), `${kind} of layer ${layer}`).toBeLessThan(1e-5);
          }
        }
      }
      expect(Math.abs(whole.loss - loss)).toBeLessThan(1e-6);
      expect(whole.correct).toBe(correct);
      expect(whole.tensors!.lossError).toHaveLength(many.samples * network.classes!);
      await session.close();
    });

    it('captures the layers asked for and no others', async () => {
      const session = await start({ activations: [3, 0], errors: [] });
      const { tensors } = await session.observe(batches[0]!, true);
      expect([...tensors!.activations.keys()]).toEqual([3, 0]);
      expect(tensors!.activations.get(0)).toHaveLength(size * 4 * 36);
      expect(tensors!.errors.size).toBe(0);
      expect(tensors!.lossError).toHaveLength(0);
      await session.close();
    });

    it('copies weights in and out', async () => {
      const initial = initialWeights(network, 5);
      const session = await start(all, initial);
      const before = await session.weights();
      expect(before).toEqual(initialWeights(network, 5));
      before[0]!.kernel!.fill(9);
      await session.update(batches[0]!, 0.2, false);
      expect(initial).toEqual(initialWeights(network, 5));
      expect((await session.weights())[0]!.kernel![0]).not.toBe(9);
      await session.close();
    });

    it('counts the first of tied logits, and a loss of ln(classes)', async () => {
      const zeros = initialWeights(network, 5).map((record) =>
        Object.fromEntries(
          Object.entries(record).map(([key, values]) => [key, new Float32Array(values.length)]),
        ),
      );
      const session = await start(all, zeros);
      const batch = makeBatch(network, size, 3);
      const { loss, correct } = await session.observe(batch, false);
      expect(loss).toBeCloseTo(Math.log(4), 6);
      expect(correct).toBe(batch.labels.filter((label) => label === 0).length);
      await session.close();
    });

    it('passes a NaN on to the loss', async () => {
      const session = await start();
      const batch = makeBatch(network, size, 3);
      batch.inputs.fill(Number.NaN);
      expect((await session.update(batch, 0.2, false)).loss).toBeNaN();
      await session.close();
    });
  });
}

function only(batch: Batch, sample: number): Batch {
  const features = batch.inputs.length / batch.samples;
  return {
    samples: 1,
    inputs: batch.inputs.slice(sample * features, (sample + 1) * features),
    labels: batch.labels.slice(sample, sample + 1),
  };
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
