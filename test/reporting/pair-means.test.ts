import { expect, it } from 'vitest';
import { pairMeans, trialValue } from '../../runner/reporting/pair-means.ts';
import type { Row } from '../../src/table/columns.ts';

const row = (seed: number, seed_2: number, value: number, more: Row = {}): Row => ({
  trial: `seed=${seed}`,
  seed,
  seed_2,
  model: 'net',
  model_2: 'net',
  epoch: 1,
  layer: 'F1',
  layer_2: 'F1',
  value,
  ...more,
});

it('leaves rows alone that compare no seeds', () => {
  const rows = [row(1, 1, 0.5, { model_2: 'other' }), row(2, 2, 0.4, { model_2: 'other' })];
  expect(pairMeans(rows)).toBe(rows);
  const plain: Row[] = [{ trial: 'seed=1', seed: 1, layer: 'F1', value: 3 }];
  expect(pairMeans(plain)).toBe(plain);
});

it('gives a row a trial, spread as pairs are, with the mean of all pairs', () => {
  const values = { 12: 0.1, 21: 0.2, 13: 0.4, 31: 0.3, 23: 0.8, 32: 0.6 };
  const rows = Object.entries(values).map(([seeds, value]) => row(Number(seeds[0]), Number(seeds[1]), value));
  const found = pairMeans(rows);
  expect(found.map(({ seed, seed_2 }) => [seed, seed_2])).toEqual([
    [1, null],
    [2, null],
    [3, null],
  ]);
  // without the network of seed 1 the mean is 0.7, of 2 it is 0.35, of 3 it is 0.15, of all 0.4
  const wanted = [3 * 0.4 - 2 * 0.7, 3 * 0.4 - 2 * 0.35, 3 * 0.4 - 2 * 0.15];
  for (const [at, { value }] of found.entries()) expect(value).toBeCloseTo(wanted[at]!, 12);
  const own = [(0.1 + 0.2 + 0.4 + 0.3) / 4, (0.1 + 0.2 + 0.8 + 0.6) / 4, (0.4 + 0.3 + 0.8 + 0.6) / 4];
  for (const [at, one] of found.entries()) expect(trialValue(one)).toBeCloseTo(own[at]!, 12);
});

it('keeps layers, epochs and settings apart, and has one row of two seeds', () => {
  const rows = [
    row(1, 2, 0.1),
    row(2, 1, 0.3),
    row(1, 2, 0.5, { layer_2: 'F2' }),
    row(2, 1, 0.7, { layer_2: 'F2' }),
    row(1, 2, 0.9, { units: 8 }),
    row(2, 1, 0.9, { units: 8 }),
  ];
  expect(pairMeans(rows).map(({ layer_2, units, value }) => [layer_2, units ?? null, value])).toEqual([
    ['F1', null, 0.2],
    ['F2', null, 0.6],
    ['F1', 8, 0.9],
  ]);
});
