import { expect, test } from 'vitest';
import type { NamedArrays } from '../../runner/contract/named-arrays.ts';
import { cutWeights } from '../../runner/training/prune-network.ts';
import type { LayerPlan, NetworkPlan, Shape } from '../../src/plan/plan.ts';

const layer = (weights: Readonly<Record<string, Shape>>): LayerPlan => ({
  name: 'L',
  kind: 'any',
  params: {},
  input: [1],
  output: [1],
  multiplyAdds: 0,
  weights: Object.entries(weights).map(([name, shape]) => ({
    name,
    shape,
    initializer: 'zeros',
    fanIn: 1,
    fanOut: 1,
  })),
});
const network = (...layers: LayerPlan[]): NetworkPlan => ({ input: [1], classes: 2, layers });
/** A tensor whose values say their places: 3,1,2 is 312. */
const placed = (shape: Shape) => {
  const values = shape.reduce<number[]>(
    (so, length) => so.flatMap((value) => Array.from({ length }, (_, at) => value * 10 + at)),
    [0],
  );
  return { shape, values: Float32Array.from(values) };
};

test('weights are cut along the maps, of the layer itself and of those that read it', () => {
  const base: NamedArrays = new Map([
    ['0/kernel', placed([4, 1, 2, 2])],
    ['0/bias', placed([4])],
    ['1/scale', placed([4])],
    ['2/kernel', placed([3, 4, 1, 2])],
    ['3/kernel', placed([2, 8])],
    ['3/bias', placed([2])],
  ]);
  const cut = cutWeights(
    network(
      layer({ kernel: [2, 1, 2, 2], bias: [2] }),
      layer({ scale: [2] }),
      layer({ kernel: [3, 2, 1, 2] }),
      layer({ kernel: [2, 4], bias: [2] }),
    ),
    base,
    [1, 3],
    4,
  );
  expect([...cut[0]!.kernel!]).toEqual([1000, 1001, 1010, 1011, 3000, 3001, 3010, 3011]);
  expect([...cut[0]!.bias!]).toEqual([1, 3]);
  expect([...cut[1]!.scale!]).toEqual([1, 3]);
  expect([...cut[2]!.kernel!]).toEqual([100, 101, 300, 301, 1100, 1101, 1300, 1301, 2100, 2101, 2300, 2301]);
  // Two places a map, the map outermost: map 1 is columns 2 and 3, map 3 is columns 6 and 7.
  expect([...cut[3]!.kernel!]).toEqual([2, 3, 6, 7, 12, 13, 16, 17]);
  expect([...cut[3]!.bias!]).toEqual([0, 1]);
});
