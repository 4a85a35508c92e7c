import { expect, it } from 'vitest';
import { chainLayers, chainWithHeads, type LayerEntry } from '../../runner/engines/chain-layers.ts';
import { errorShape, lossParts, outputLayer, reachedBy, readBy } from '../../src/plan/losses.ts';

const dense = (units: number): LayerEntry => ['dense', { units }];
const trunk: LayerEntry[] = [
  dense(4),
  dense(4),
  dense(4),
  ['residual', { activation: 'tanh' }, [2, 0]],
  dense(3),
];
const network = chainWithHeads(
  [5],
  trunk,
  {
    A: { after: 1, weight: 0.3, lowest: 1, entries: [dense(6), dense(3)] },
    B: { after: 3, weight: 2, lowest: 4, entries: [dense(3)] },
  },
  3,
);
const reached = (loss: number) => [...reachedBy(network, lossParts(network)[loss]!)].sort((a, b) => a - b);

it('the output comes before the layers of heads', () => {
  expect(outputLayer(network)).toBe(4);
  expect(outputLayer(chainLayers([5], trunk))).toBe(4);
  expect(network.layers.map(({ inputs }) => inputs ?? null)).toEqual([
    null,
    null,
    null,
    [2, 0],
    null,
    [1],
    null,
    [3],
  ]);
});

it('each loss has its place, its factor and its lowest layer', () => {
  expect(lossParts(network)).toEqual([
    { name: 'main', output: 4, weight: 1, lowest: 3 },
    { name: 'A', output: 6, weight: 0.3, lowest: 1 },
    { name: 'B', output: 7, weight: 2, lowest: 4 },
  ]);
  expect(lossParts(chainLayers([5], trunk))).toEqual([{ name: 'main', output: 4, weight: 1, lowest: 0 }]);
});

it('a loss reaches what its output is computed from, down to its lowest layer', () => {
  expect([...readBy(network, 3)].sort()).toEqual([0, 1, 2, 3]);
  expect([0, 1, 2].map(reached)).toEqual([[3, 4], [1, 5, 6], [7]]);
});

it('d_L of the total has the errors at all outputs', () => {
  expect([0, 1, 2].map((loss) => errorShape(network, loss))).toEqual([[3], [3], [3]]);
  expect(errorShape(network)).toEqual([9]);
  expect(errorShape(chainLayers([5], trunk))).toEqual([3]);
});
