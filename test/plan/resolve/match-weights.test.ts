import { describe, expect, test } from 'vitest';
import type { CheckpointFacts, OnnxFacts, OnnxInitializer } from '../../../src/node/onnx-facts.ts';
import { matchWeights } from '../../../src/plan/resolve/match-weights.ts';

const stored = (name: string, dims: readonly number[], elementType = 1): OnnxInitializer => ({
  name,
  dims,
  elementType,
  external: null,
});
const graph = (
  initializers: readonly OnnxInitializer[],
  copies: readonly (readonly [string, string])[] = [],
): OnnxFacts => ({
  irVersion: 10,
  producer: '',
  opsets: [],
  inputs: [],
  outputs: [],
  tensors: [],
  nodes: 0,
  trainingNode: null,
  initializers,
  copies: new Map(copies),
});
const checkpoint = (
  weights: Readonly<Record<string, readonly number[]>>,
  dtype = 'F32',
  file = 'a',
): CheckpointFacts => ({
  file,
  iteration: 0,
  epoch: null,
  weights: new Map(Object.entries(weights).map(([name, shape]) => [name, { dtype, shape }])),
});
const nothing = { constants: [], unused: [] };
const net = graph([
  stored('fc.weight', [3, 4]),
  stored('fc.bias', [3]),
  stored('scale', []),
  stored('shape', [2], 7),
]);

describe('the weights that checkpoints give', () => {
  test('are those of equal names; single numbers and whole numbers stay', () => {
    const found = matchWeights(net, [checkpoint({ 'fc.weight': [3, 4], 'fc.bias': [3] })], nothing);
    expect(found).toEqual({ weights: ['fc.weight', 'fc.bias'] });
  });

  test('can be a copy of another one in the graph', () => {
    const twins = graph([stored('a.bias', [3])], [['b.bias', 'a.bias']]);
    const found = matchWeights(twins, [checkpoint({ 'a.bias': [3], 'b.bias': [3] })], nothing);
    expect(found).toEqual({ weights: ['a.bias', 'b.bias'] });
  });

  test('leave out what the study names, and counts', () => {
    const more = checkpoint({ 'fc.weight': [3, 4], 'fc.bias': [3], 'aux.weight': [9] });
    const counts = new Map([...more.weights, ['norm.num_batches_tracked', { dtype: 'I64', shape: [] }]]);
    const found = matchWeights(net, [{ ...more, weights: counts }], { constants: [], unused: ['aux.*'] });
    expect(found).toEqual({ weights: ['fc.weight', 'fc.bias'] });
    const table = graph([...net.initializers, stored('table', [5])]);
    const own = checkpoint({ 'fc.weight': [3, 4], 'fc.bias': [3] });
    expect(matchWeights(table, [own], { constants: ['tab*'], unused: [] })).toEqual(found);
    expect(matchWeights(table, [own], nothing)).toHaveProperty('fault');
  });

  test.each([
    ['lacks one', [checkpoint({ 'fc.weight': [3, 4] })]],
    [
      'lacks one that another has',
      [
        checkpoint({ 'fc.weight': [3, 4], 'fc.bias': [3], scale: [] }),
        checkpoint({ 'fc.weight': [3, 4], 'fc.bias': [3] }),
      ],
    ],
    ['has another shape', [checkpoint({ 'fc.weight': [4, 3], 'fc.bias': [3] })]],
    ['has one more', [checkpoint({ 'fc.weight': [3, 4], 'fc.bias': [3], 'norm.weight': [3] })]],
    ['is of whole numbers', [checkpoint({ 'fc.weight': [3, 4], 'fc.bias': [3] }, 'I32')]],
  ])('a checkpoint that %s', (_, checkpoints) => {
    expect(matchWeights(net, checkpoints, nothing)).toHaveProperty('fault');
  });
});
