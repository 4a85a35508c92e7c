import { describe, expect, it } from 'vitest';
import type { Engine, StepResult, Tensors } from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { train } from '../../runner/proof/history.ts';
import { lossesOf } from '../../runner/proof/losses.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { perturbedWeights } from '../../runner/proof/network-case.ts';
import { maxDifference } from '../../runner/proof/property.ts';
import { samplesOf, toFloat64, type Weights64 } from '../../runner/proof/samples.ts';
import { errorShape, lossParts, outputLayer, reachedBy } from '../../src/plan/losses.ts';
import type { NetworkPlan } from '../../src/plan/plan.ts';
import { type HeadCase, headCases, otherHeadCases } from './support/head-cases.ts';
import { holdAgainstOracle } from './support/hold-against-oracle.ts';
import { centralDifferences, outputsOf } from './support/reference.ts';

const { agree, engines } = holdAgainstOracle();
const samples = 4;
const step = 1e-4;
const near = 2e-5;

describe.each(Object.entries({ ...headCases, ...otherHeadCases }))('%s', (_, { network, training = {} }) => {
  it('agrees over 6 steps with momentum, the last batch short, each loss by itself too', async () => {
    const batches = Array.from({ length: 6 }, (__, i) => makeBatch(network, i === 5 ? 3 : samples, i));
    const oracle = await agree(network, batches, { training, momentum: 0.5, seed: 5 });
    expect(oracle.steps.map(({ heads }) => heads!.length)).toEqual(batches.map(() => network.heads!.length));
  });
});

describe.each(Object.entries(headCases))('by central differences: %s', (_, { network, training = {} }) => {
  const weights = perturbedWeights(network, 3);
  const batch = makeBatch(network, samples, 1);
  const exact = toFloat64(weights);
  const parts = lossParts(network);
  const outputs = outputsOf(network, exact, samplesOf(batch));
  /** Summed loss of one place, where layers from `known` on are computed again. */
  const lossAt = (loss: number, own: Weights64, known: typeof outputs) => {
    const made = outputsOf(network, own, samplesOf(batch), known);
    return sum(lossesOf(made[parts[loss]!.output]!, batch, training));
  };
  const errorOf = (loss: number, layer: number): number[] => {
    const reached = reachedBy(network, parts[loss]!).has(layer);
    return outputs[layer]!.flatMap((output, sample) => [
      ...centralDifferences(output, step, (moved) => {
        if (!reached) return 0;
        return lossAt(loss, exact, [...outputs.slice(0, layer), outputs[layer]!.with(sample, moved)]);
      }),
    ]);
  };
  const each = [...network.layers.keys()];
  const total = (layer: number) => {
    const errors = parts.map(({ weight }, loss) => errorOf(loss, layer).map((value) => value * weight));
    return errors[0]!.map((__, at) => sum(errors.map((error) => error[at]!)));
  };

  it('d_k is the gradient of each loss above its cut, and 0 below; the total is their weighted sum', async () => {
    await onEach(network, training, weights, async (session) => {
      const { loss, heads, tensors } = await session.observe(batch, true);
      const scores = [loss, ...heads!.map((head) => head.loss)];
      scores.forEach((score, place) => {
        expect(score).toBeCloseTo(lossAt(place, exact, []) / samples, 5);
      });
      for (const layer of each) {
        needClose(tensors!.errors.get(layer)!, total(layer), `total, layer ${layer}`);
        for (const [place, own] of tensors!.ofLosses!)
          needClose(own.errors.get(layer)!, errorOf(place, layer), `loss ${place}, layer ${layer}`);
      }
      needOutputs(network, tensors!);
    });
  });

  it('an update moves each weight by the gradient of the losses that reach its layer', async () => {
    await onEach(network, training, weights, async (session) => {
      await session.update(batch, 1, false);
      const moved = await session.weights();
      for (const layer of each)
        for (const { name } of network.layers[layer]!.weights) {
          const old = exact[layer]![name]!;
          const expected = centralDifferences(old, step, (values) => {
            const own = exact.with(layer, { ...exact[layer], [name]: values });
            const reaching = parts.map(({ weight, lowest }, loss) =>
              layer < lowest ? 0 : weight * lossAt(loss, own, outputs.slice(0, layer)),
            );
            return sum(reaching) / samples;
          });
          const change = old.map((value, at) => value - moved[layer]![name]![at]!);
          needClose(change, expected, `${name} of layer ${layer}`);
        }
    });
  });
});

describe('heads leave the network alone', () => {
  const { network } = headCases['a head that moves its own layers alone'] as HeadCase;
  const plain = chainLayers(
    network.input,
    network.layers.slice(0, outputLayer(network) + 1).map(({ kind, params }) => [kind, params] as const),
  );

  it('its first weights are the same with and without', () => {
    expect(initialWeights(network, 1).slice(0, plain.layers.length)).toEqual(initialWeights(plain, 1));
  });

  it('its training is, to the byte, where a head reaches its own layers only', async () => {
    const batches = Array.from({ length: 5 }, (_, i) => makeBatch(network, samples, i));
    for (const [name, engine] of engines) {
      const alone = await train(engine, plain, batches);
      const { steps, weights } = await train(engine, network, batches);
      expect(weights.slice(0, plain.layers.length), name).toEqual(alone.weights);
      expect(steps.map(({ loss }) => loss)).toEqual(alone.steps.map(({ loss }) => loss));
    }
  });
});

it('a state goes on to the same bytes', async () => {
  const { network } = headCases['a relay: the main loss ends where the head reads, and above it both are']!;
  const batches = Array.from({ length: 6 }, (_, i) => makeBatch(network, samples, i));
  const settings = {
    training: {
      optimizer: 'adam',
      momentum: 0,
      adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      batchSize: samples,
    },
    taps: { activations: [], errors: [] },
    initial: initialWeights(network, 1),
  } as const;
  for (const engine of engines.values()) {
    const whole = await engine.open(network, settings);
    for (const batch of batches.slice(0, 3)) await whole.update(batch, 0.01, false);
    const from = await whole.state();
    const rest = await engine.open(network, { ...settings, from });
    const results: StepResult[][] = [[], []];
    for (const batch of batches.slice(3)) {
      results[0]!.push(await whole.update(batch, 0.01, false));
      results[1]!.push(await rest.update(batch, 0.01, false));
    }
    expect(results[1]).toEqual(results[0]);
    expect(await rest.weights()).toEqual(await whole.weights());
    for (const session of [whole, rest]) await session.close();
  }
});

it('a whole split goes through in pieces', async () => {
  const { network } = headCases['two heads on one layer, one cut']!;
  const batch = makeBatch(network, 11, 1);
  const each = [...network.layers.keys()];
  const taps = { activations: [], errors: each, ofLosses: [{ loss: 1, layers: each }] };
  for (const engine of engines.values()) {
    const results: StepResult[] = [];
    for (const batchSize of [4, 11]) {
      const training = { optimizer: 'sgd', momentum: 0, batchSize } as const;
      const session = await engine.open(network, { training, taps, initial: initialWeights(network, 1) });
      results.push(await session.observe(batch, true));
      await session.close();
    }
    const [pieces, whole] = results as [StepResult, StepResult];
    pieces.heads!.forEach((head, at) => {
      expect(head.loss).toBeCloseTo(whole.heads![at]!.loss, 5);
      expect(head.correct).toBe(whole.heads![at]!.correct);
    });
    const [own, all] = [pieces, whole].map(({ tensors }) => tensors!.ofLosses!.get(1)!);
    for (const layer of each) needClose(own!.errors.get(layer)!, all!.errors.get(layer)!, `layer ${layer}`);
  }
});

async function onEach(
  network: NetworkPlan,
  training: HeadCase['training'],
  initial: ReturnType<typeof perturbedWeights>,
  work: (session: Awaited<ReturnType<Engine['open']>>) => Promise<void>,
): Promise<void> {
  const all = [...network.layers.keys()];
  const ofLosses = lossParts(network).map((_, loss) => ({ loss, layers: all }));
  for (const engine of engines.values()) {
    const session = await engine.open(network, {
      training: { optimizer: 'sgd', momentum: 0, batchSize: samples, ...training },
      taps: { activations: all, errors: all, ofLosses },
      initial,
    });
    await work(session);
    await session.close();
  }
}

/** d_L of each loss is d of its output's layer; of the total all of them side by side, times their weights. */
function needOutputs(network: NetworkPlan, { lossError, ofLosses }: Tensors): void {
  const parts = lossParts(network);
  const widths = parts.map((_, loss) => errorShape(network, loss)[0]!);
  expect(lossError.length).toBe(samples * errorShape(network)[0]!);
  parts.forEach(({ output, weight }, loss) => {
    const own = ofLosses!.get(loss)!;
    expect(own.lossError).toEqual(own.errors.get(output));
    const from = sum(widths.slice(0, loss));
    const beside = Array.from({ length: samples }, (_, sample) => {
      const row = sample * sum(widths);
      return [...lossError.subarray(row + from, row + from + widths[loss]!)];
    });
    needClose(
      beside.flat(),
      [...own.lossError].map((value) => value * weight),
      `d_L of loss ${loss}`,
    );
  });
}

function needClose(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(found.length, what).toBe(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs), 1e-2);
  expect(maxDifference(Float64Array.from(found), Float64Array.from(expected)), what).toBeLessThan(
    near * largest + 1e-6,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
