import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Engine, StepResult, Weights } from '../../runner/contract/engine.ts';
import { chainLayers, type LayerEntry } from '../../runner/engines/chain-layers.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { needNear } from '../../runner/proof/property.ts';
import type { NetworkPlan, QuantisePlan } from '../../src/plan/plan.ts';
import { levelIndices, levelsOf, rangeWeight } from '../../src/plan/quantised-levels.ts';
import { activate64 } from './support/activations.ts';
import { holdAgainstOracle } from './support/hold-against-oracle.ts';
import { nameSkippedEngines, oracleEngine, triedEngines } from './support/tried-engines.ts';

// Networks whose activations lie on levels. Backward they have no derivative to hold against differences: what straight
// through means is written out here once more.

const engines = { ...triedEngines, ...oracleEngine };
nameSkippedEngines();
const { agree } = holdAgainstOracle();

const fixed = (low: number, high: number, bits = 4): QuantisePlan => ({ bits, low, high });
const moving: QuantisePlan = { bits: 3, low: null, high: null };
const out: LayerEntry = ['dense', { units: 3 }];

/** Weights of seed 1, with ranges that move somewhere. */
function startOf(network: NetworkPlan): Weights {
  return initialWeights(network, 1).map((record) =>
    rangeWeight in record ? { ...record, [rangeWeight]: Float32Array.of(-0.8, 1.1) } : record,
  );
}

const cases: Record<string, NetworkPlan> = {
  'a convolution with pooling, and a dense layer': chainLayers(
    [2, 6, 6],
    [
      ['conv', { filters: 3, kernel: 3, activation: 'tanh', quantise: fixed(-1, 1) }],
      ['pool', { size: 2 }],
      ['dense', { units: 5, activation: 'sigmoid', quantise: fixed(0, 1) }],
      out,
    ],
  ),
  'ranges that move, a normalisation and a block': chainLayers(
    [5],
    [
      ['dense', { units: 4, activation: 'linear', quantise: moving }],
      ['batch-norm', { activation: 'gelu', quantise: moving }],
      ['residual', { activation: 'relu', quantise: { bits: 3, low: 0, high: null } }, [1, 0]],
      out,
    ],
  ),
  'a range that cuts off': chainLayers(
    [6],
    [
      ['dense', { units: 6, activation: 'linear', quantise: fixed(-0.25, 0.25) }],
      ['dense', { units: 4, activation: 'relu', quantise: fixed(0, 0.2, 2) }],
      out,
    ],
  ),
};

describe.each(Object.entries(cases))('%s', (_, network) => {
  it('agrees over 6 steps, the last batch short', async () => {
    const batches = Array.from({ length: 6 }, (_, i) => makeBatch(network, i === 5 ? 3 : 5, i));
    await agree(network, batches, { initial: startOf(network) });
  });
});

describe.each(Object.entries(engines))('%s', (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  /** One update with rate 1, and what the weights were and became. */
  async function step(network: NetworkPlan, batch: Batch, initial = startOf(network)) {
    const all = network.layers.map((_, index) => index);
    const session = await engine.open(network, {
      training: { optimizer: 'sgd', momentum: 0, batchSize: batch.samples },
      taps: { activations: all, errors: all },
      initial,
    });
    const result = await session.update(batch, 1, true);
    const moved = await session.weights();
    const next = await session.observe(batch, true);
    await session.close();
    return { result, initial, moved, next };
  }

  const activation = (result: StepResult, layer: number) => result.tensors!.activations.get(layer)!;

  it.each(Object.entries(cases))(
    'puts T_k on its levels, in training and in evaluation: %s',
    async (_, network) => {
      const { result, initial, moved, next } = await step(network, makeBatch(network, 5, 1));
      network.layers.forEach(({ quantise }, index) => {
        if (!quantise) return;
        for (const [seen, weights] of [
          [result, initial],
          [next, moved],
        ] as const) {
          const levels = levelsOf(quantise, weights[index]![rangeWeight]);
          const values = activation(seen, index);
          const numbers = levelIndices(values, levels);
          expect([...values]).toEqual([...numbers].map((number) => levels[number]!));
          expect(new Set(numbers).size).toBeGreaterThan(1);
        }
      });
    },
  );

  it('takes the nearest level', async () => {
    const network = cases['a range that cuts off']!;
    const batch = makeBatch(network, 5, 2);
    const { result, initial } = await step(network, batch);
    const { quantise } = network.layers[0]!;
    const levels = levelsOf(quantise!);
    const exact = rows(batch.inputs, 6).flatMap((x) => product(initial[0]!, x));
    const nearest = exact.map((value) =>
      levels.reduce((best, level) => (Math.abs(level - value) < Math.abs(best - value) ? level : best)),
    );
    expect([...activation(result, 0)]).toEqual(nearest);
    expect(exact.filter((value) => Math.abs(value) > 0.25).length).toBeGreaterThan(5);
  });

  it('lets errors straight through where the activation lies in the range, and nothing elsewhere', async () => {
    const network = cases['a range that cuts off']!;
    const batch = makeBatch(network, 5, 3);
    const { result, initial, moved } = await step(network, batch);
    const first = rows(activation(result, 0), 6);
    const hidden = first.map((t) => product(initial[1]!, t).map((z) => activate64('relu', z)));
    const d2 = rows(result.tensors!.lossError, 3).map((d) => back(initial[2]!, d, 4));
    needNear(result.tensors!.errors.get(1)!, d2.flat(), 'd of layer 1', near);
    const through2 = d2.map((d, n) =>
      d.map((value, i) => (hidden[n]![i]! > 0 && hidden[n]![i]! <= 0.2 ? value : 0)),
    );
    const d1 = through2.map((d) => back(initial[1]!, d, 6));
    needNear(result.tensors!.errors.get(0)!, d1.flat(), 'd of layer 0', near);
    expect(hidden.flat().some((value) => value > 0.2)).toBe(true);

    const before = rows(batch.inputs, 6).map((x) => product(initial[0]!, x));
    const through1 = d1.map((d, n) => d.map((value, i) => (Math.abs(before[n]![i]!) <= 0.25 ? value : 0)));
    const gradient = (errors: number[][], inputs: number[][]) =>
      errors[0]!.flatMap((_, unit) =>
        inputs[0]!.map(
          (_, i) => errors.reduce((sum, d, n) => sum + d[unit]! * inputs[n]![i]!, 0) / errors.length,
        ),
      );
    const step0 = initial[0]!.kernel!.map((value, at) => value - moved[0]!.kernel![at]!);
    needNear(step0, gradient(through1, rows(batch.inputs, 6)), 'the gradient of layer 0', near);
    const step1 = initial[1]!.kernel!.map((value, at) => value - moved[1]!.kernel![at]!);
    needNear(step1, gradient(through2, first), 'the gradient of layer 1', near);
  });

  it('moves a range a tenth of the way to the extremes before quantisation', async () => {
    const network = cases['ranges that move, a normalisation and a block']!;
    const batch = makeBatch(network, 5, 4);
    const { initial, moved } = await step(network, batch);
    const seen = rows(batch.inputs, 5).flatMap((x) => product(initial[0]!, x));
    const wanted = [-0.8 * 0.9 + 0.1 * Math.min(...seen), 1.1 * 0.9 + 0.1 * Math.max(...seen)];
    needNear(moved[0]![rangeWeight]!, wanted, 'the range', { tolerance: 1e-6, least: 1 });
  });

  it('puts everything at the one level of a range of no length, and finds out of it', async () => {
    const network = chainLayers([4], [['dense', { units: 3, activation: 'linear', quantise: moving }], out]);
    const initial = initialWeights(network, 1);
    const { result, moved, next } = await step(network, makeBatch(network, 5, 5), initial);
    expect([...activation(result, 0)].every((value) => value === 0)).toBe(true);
    expect(moved[0]![rangeWeight]![0]).toBeLessThan(moved[0]![rangeWeight]![1]!);
    expect(new Set(activation(next, 0)).size).toBeGreaterThan(1);
  });

  it('with many bits is nearly the network without', async () => {
    const make = (quantise: QuantisePlan | null) =>
      chainLayers(
        [6],
        [
          ['dense', { units: 5, activation: 'tanh', ...(quantise ? { quantise: { ...quantise } } : {}) }],
          out,
        ],
      );
    const plain = make(null);
    const batch = makeBatch(plain, 5, 6);
    const fine = await step(make(fixed(-1, 1, 16)), batch);
    const exact = await step(plain, batch);
    needNear(activation(fine.result, 0), activation(exact.result, 0), 'T', { tolerance: 2 ** -16, least: 1 });
    fine.moved.forEach((record, layer) => {
      for (const [name, values] of Object.entries(record))
        needNear(values, exact.moved[layer]![name]!, name, { tolerance: 1e-4, least: 1 });
    });
  });
});

const near = { tolerance: 5e-6, least: 0.1 };

function rows(values: ArrayLike<number>, width: number): number[][] {
  const list = Array.from(values);
  return Array.from({ length: list.length / width }, (_, row) => list.slice(row * width, (row + 1) * width));
}

/** W x + b, float64. */
function product({ kernel, bias }: Weights[number], x: readonly number[]): number[] {
  return [...bias!].map((b, unit) =>
    x.reduce((sum, value, i) => sum + kernel![unit * x.length + i]! * value, b),
  );
}

/** W^T d, float64. */
function back({ kernel }: Weights[number], d: readonly number[], width: number): number[] {
  return Array.from({ length: width }, (_, i) =>
    d.reduce((sum, value, unit) => sum + value * kernel![unit * width + i]!, 0),
  );
}
