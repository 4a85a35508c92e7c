import { expect, it } from 'vitest';
import type { ProbePlan } from '../../src/plan/plan.ts';
import { pieceSize, stageMemory, tableMemory } from '../../src/plan/work.ts';
import { planOf } from './study-text.ts';

const study = (estimators: string, keep = 'never') => `study: whole
datasets: { digits: { kind: mnist } }
models:
  net:
    kind: network
    dataset: digits
    quantise: { bits: 4 }
    layers: [{ dense: F1, units: 500, activation: tanh }, { dense: F2, units: 20, activation: tanh }, { dense: out, units: 10 }]
    training: { learningRate: 0.1, batchSize: 300, epochs: 1 }
probes:
  whole: { kind: activations, model: net, layers: [F1, F2], at: { epochs: [0, 1] }, sample: { split: train, n: 60000 }, keep: ${keep} }
estimators:
${estimators}
reports: { curves: { kind: layer-curves, estimators: [states] } }
`;
const states = '  states: { kind: discrete, probe: whole, quantity: H(T) }';
const binned = `${states}\n  bins: { kind: binning, probe: whole, quantity: H(T) }`;
const stageOf = (text: string) => planOf(text).stages[0]!;
const probeOf = (text: string): ProbePlan => stageOf(text).probes[0]!;
const none = { perProbe: 0, total: 0 };
const much = { perProbe: 1e12, total: 1e12 };

/** Of weights with their gradients, and of a mini-batch with its error signals. */
const training = 2 * (785 * 500 + 501 * 20 + 21 * 10) + 2 * 300 * (784 + 500 + 20 + 10);

it('samples that pass through take a piece, and the hashes of all', () => {
  const stage = stageOf(study(states));
  expect(probeOf(study(states)).streams).toBe(true);
  const numbers = training + 1200 * (784 + 520) + 60_000 * (4 * 2 + 1);
  expect(stage.work.memory).toBe(4 * numbers);
  expect(stageMemory(stage, none)).toBe(4 * numbers);
});

it('captures that are kept are whole, and so are those of estimators that read tensors', () => {
  const whole = 4 * (training + 60_000 * (784 + 520));
  expect(stageOf(study(states, 'always')).work.memory).toBe(whole);
  const bins = stageOf(study(binned));
  expect(probeOf(study(binned)).streams).toBeUndefined();
  expect(bins.work.memory).toBe(whole);
  const auto = stageOf(study(states, 'auto'));
  expect(auto.work.memory).toBeLessThan(whole / 10);
  expect(stageMemory(auto, much)).toBe(whole);
});

it('whether samples pass through is of no key', () => {
  const keysOf = (text: string) => {
    const { key, probes, branches } = stageOf(text);
    return [key, probes[0]!.key, branches[0]!.estimators[0]!.key];
  };
  expect(keysOf(study(states))).toEqual(keysOf(study(binned)));
});

it.each([
  [300, 1200],
  [1000, 1000],
  [1, 1000],
  [4096, 4096],
])('a piece of mini-batches of %i has %i samples', (batch, samples) => {
  expect(pieceSize(batch)).toBe(samples);
});

it.each([
  // node bench/tables.mjs, 1 December 2026: the most of writing with claims and of `report`
  [9_972, 140e6],
  [84_456, 193e6],
  [1_013_256, 436e6],
])('tables of %i rows take what was measured, within a factor of 1.5', (rows, measured) => {
  expect(tableMemory(rows) / measured).toBeGreaterThan(1 / 1.5);
  expect(tableMemory(rows) / measured).toBeLessThan(1.5);
});
