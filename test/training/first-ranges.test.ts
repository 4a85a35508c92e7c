import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Dataset, Samples } from '../../runner/contract/dataset.ts';
import type { Engine } from '../../runner/contract/engine.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { createBatchOrder } from '../../runner/training/batches.ts';
import { withRanges } from '../../runner/training/first-ranges.ts';
import { rangeWeight } from '../../src/plan/quantised-levels.ts';
import { oracleEngine } from '../engines/support/tried-engines.ts';
import { planOf, studyText } from '../plan/study-text.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await oracleEngine['tfjs/cpu']!();
});
afterAll(() => engine.close());

const pixels = 28 * 28;

function samples(count: number): Samples {
  const pixel = (sample: number, at: number) => ((sample * 37 + at * 11) % 29) / 29;
  return {
    count,
    labels: Int32Array.from({ length: count }, (_, at) => at % 10),
    gather: (indices) =>
      Float32Array.from({ length: indices.length * pixels }, (_, at) =>
        pixel(indices[Math.floor(at / pixels)]!, at % pixels),
      ),
  };
}

const dataset: Dataset = { train: samples(1000), test: samples(100), files: [] };

function stageOf(more = '') {
  const layers = `- { dense: F1, units: 4, activation: linear }
      - { dense: F2, units: 3, activation: tanh }
      - { dense: out, units: 10 }`;
  const text = studyText
    .replace(/- \{ conv[\s\S]*units: 10 \}/, layers)
    .replace('epochs: 2 }\n', `epochs: 2 }\n    quantise: { bits: 3${more} }\n`)
    .replaceAll('[C1, P1, F1]', '[F1, F2]');
  return planOf(text).stages[0]!;
}

test('ranges that move begin at the extremes over the first mini-batch', async () => {
  const stage = stageOf();
  const weights = initialWeights(stage.network, stage.seed);
  const found = await withRanges(stage, dataset, engine, weights);
  const { inputs } = createBatchOrder(stage, dataset.train).batch(0);
  const { kernel } = weights[0]!;
  const values = Array.from({ length: 100 * 4 }, (_, at) => {
    const [sample, unit] = [Math.floor(at / 4), at % 4];
    const x = inputs.subarray(sample * pixels, (sample + 1) * pixels);
    return x.reduce((sum, value, i) => sum + value * kernel![unit * pixels + i]!, 0);
  });
  const [low, high] = found[0]![rangeWeight]!;
  expect(low).toBeCloseTo(Math.min(...values), 4);
  expect(high).toBeCloseTo(Math.max(...values), 4);
  expect(low).not.toBeCloseTo(high!, 1);
  expect(found[1]).toEqual(weights[1]);
});

test('ranges that are there already stay, and so do networks without', async () => {
  const stage = stageOf();
  const known = initialWeights(stage.network, stage.seed).map((record) =>
    rangeWeight in record ? { ...record, [rangeWeight]: Float32Array.of(-1, 2) } : record,
  );
  expect(await withRanges(stage, dataset, engine, known)).toBe(known);
  const fixed = stageOf(', range: { fixed: [-1, 1] }');
  const weights = initialWeights(fixed.network, fixed.seed);
  expect(await withRanges(fixed, dataset, engine, weights)).toBe(weights);
});
