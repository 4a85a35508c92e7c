import { expect, test } from 'vitest';
import { planOf, studyText } from '../study-text.ts';

const quantised = (more: string, text = studyText) =>
  text.replace('epochs: 2 }\n', `epochs: 2 }\n    quantise: { bits: 4${more} }\n`);
const layersOf = (text: string) => planOf(text).stages[0]!.network.layers;

test('quantises the layers with a nonlinearity, but the last', () => {
  const relu = { bits: 4, low: 0, high: null };
  expect(layersOf(quantised('')).map(({ quantise }) => quantise)).toEqual([relu, undefined, relu, undefined]);
  expect(layersOf(studyText).map(({ quantise }) => quantise)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ['sigmoid', 0, 1],
  ['tanh', -1, 1],
  ['softplus', 0, null],
  ['elu', -1, null],
  ['gelu', null, null],
  ['leaky-relu', null, null],
  ['linear', null, null],
])('%s has the range [%s, %s]', (activation, low, high) => {
  const [C1] = layersOf(quantised('', studyText.replaceAll('activation: relu', `activation: ${activation}`)));
  expect(C1!.quantise).toEqual({ bits: 4, low, high });
  const moves = low === null || high === null;
  expect(C1!.weights.map(({ name }) => name)).toEqual([
    'kernel',
    'bias',
    ...(moves ? ['quantised-range'] : []),
  ]);
});

test('takes a fixed range for all layers, and no weight for it', () => {
  const layers = layersOf(quantised(', range: { fixed: [-2, 3] }'));
  expect(layers[2]!.quantise).toEqual({ bits: 4, low: -2, high: 3 });
  expect(layers[2]!.weights.map(({ name }) => name)).toEqual(['kernel', 'bias']);
});

test('is part of the key; a range is not among the parameters', () => {
  const stages = [
    studyText,
    quantised(''),
    quantised(', range: { fixed: [0, 4] }'),
    quantised('').replace('bits: 4', 'bits: 5'),
  ].map((text) => planOf(text).stages[0]!);
  expect(new Set(stages.map(({ key }) => key)).size).toBe(4);
  expect(new Set(stages.map(({ parameters }) => parameters)).size).toBe(1);
});

test('a pruned network keeps the ranges of its base', () => {
  const pruned = quantised('')
    .replace(
      '\nprobes:',
      '\n  fewer: { kind: pruned, model: net, estimator: maps, layer: C1, keep: 2 }\n\nprobes:',
    )
    .replace('\nclaims:', '  maps: { kind: matrix-renyi, probe: forward, quantity: I(X;Tc) }\n\nclaims:')
    .replace('reports:\n', 'reports:\n  training: { kind: training-curves }\n');
  const [C1] = planOf(pruned).stages[1]!.network.layers;
  expect(C1!.quantise).toEqual({ bits: 4, low: 0, high: null });
  expect(C1!.weights.map(({ name }) => name)).toEqual(['kernel', 'bias', 'quantised-range']);
});
