import { expect, test } from 'vitest';
import { summarise } from '../../runner/reporting/summarise.ts';

const items = [
  { layer: 'F1', trial: 'a', x: 2, y: -1 },
  { layer: 'C1', trial: 'a', x: 5, y: 7 },
  { layer: 'F1', trial: 'b', x: 4, y: -3 },
];
const layerOf = (item: (typeof items)[number]) => item.layer;

test('groups come in the order of their first items, which they are named by', () => {
  const found = summarise(items, layerOf, { x: (item) => item.x });
  expect(found.map(({ first }) => [first.layer, first.trial])).toEqual([
    ['F1', 'a'],
    ['C1', 'a'],
  ]);
});

test('a mean with its interval for each measure', () => {
  const [f1, c1] = summarise(items, layerOf, { x: (item) => item.x, y: (item) => item.y });
  expect([f1!.x.value, f1!.x.trials, f1!.y.value]).toEqual([3, 2, -2]);
  // s = sqrt 2, t(1) = 12.7062: half width 12.7062
  expect(f1!.x.low).toBeCloseTo(3 - 12.7062047, 6);
  expect(f1!.x.high).toBeCloseTo(3 + 12.7062047, 6);
  expect(c1!.x).toEqual({ value: 5, low: null, high: null, trials: 1 });
});

test('nothing gives nothing', () => {
  expect(summarise([], layerOf, { x: (item) => item.x })).toEqual([]);
});
