import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filterPicture } from '../../reports/charts/filter-picture.ts';
import { pngOf } from '../../reports/data/png.ts';
import type { TrainedFilters } from '../../runner/contract/report.ts';
import filterRedundancy from '../../runner/nodes/report/filter-redundancy.ts';
import { readFilters, writeFilters } from '../../runner/reporting/filters-file.ts';
import { trainedFilters } from '../../runner/run/trained-filters.ts';
import type { Store } from '../../runner/store/store.ts';
import type { Row } from '../../src/table/columns.ts';
import { planOf, studyText } from '../plan/study-text.ts';
import { variedRun } from '../reports/varied-run.ts';

/** Pixels of a PNG that `pngOf` wrote: its lines have no filter. */
function pixelsOf(png: Buffer): { width: number; rows: number[][] } {
  const width = png.readUInt32BE(16);
  const length = png.readUInt32BE(33);
  const lines = inflateSync(png.subarray(41, 41 + length));
  const stride = 1 + 3 * width;
  const rows = Array.from({ length: lines.length / stride }, (_, row) => [
    ...lines.subarray(row * stride + 1, (row + 1) * stride),
  ]);
  return { width, rows };
}

test('a PNG holds its pixels, and its chunks their sums', () => {
  const png = pngOf(2, 1, Uint8Array.of(1, 2, 3, 250, 251, 252));
  expect(pixelsOf(png)).toEqual({ width: 2, rows: [[1, 2, 3, 250, 251, 252]] });
  // The empty last chunk of every PNG.
  expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
  expect(() => pngOf(2, 2, new Uint8Array(3))).toThrow(/2 x 2/);
});

const filters: TrainedFilters = {
  trials: ['base'],
  model: 'lenet5',
  layer: 'C1',
  shape: [2, 2, 1, 2],
  values: Int8Array.of(-127, 0, 127, 64, 0, 0, 0, 0),
  most: 0.5,
};

test('filters come back from their file, and a damaged one is told', () => {
  expect(readFilters(writeFilters([filters]))).toEqual([filters]);
  const cut = writeFilters([{ ...filters, values: filters.values.subarray(1) }]);
  expect(() => readFilters(cut)).toThrow(/missing/);
});

test.each([
  ['shape', [1e9, 0, 1, 1]],
  ['shape', [-2, -2, 1, 2]],
  ['shape', [2, 2, 2]],
  ['shape', [0.5, 4, 2, 2]],
  ['shape', 'a text'],
  ['most', 'much'],
  ['most', -1],
  ['trials', { base: 1 }],
  ['values', null],
])('a file of filters whose %s is %j is refused', (name, value) => {
  const [record] = JSON.parse(writeFilters([filters]));
  expect(() => readFilters(JSON.stringify([{ ...record, [name]: value }]))).toThrow(/filter/);
});

test('a tile a filter: channels side by side, blue below 0, white at 0, orange above', () => {
  const { tiles } = filterPicture(filters, 'C1', null);
  expect(tiles.map((tile) => tile.alt)).toEqual([
    'weights of filter 0, from -0.5 to 0.5',
    'weights of filter 1, from 0 to 0',
  ]);
  const png = Buffer.from(tiles[0]!.source.replace('data:image/png;base64,', ''), 'base64');
  const { width, rows } = pixelsOf(png);
  expect([width, rows.length]).toEqual([5, 1]);
  const pixel = (at: number) => rows[0]!.slice(3 * at, 3 * at + 3);
  expect(pixel(0)).toEqual([0, 90, 160]);
  expect([pixel(1), pixel(2)]).toEqual([
    [255, 255, 255],
    [255, 255, 255],
  ]);
  expect(pixel(3)).toEqual([190, 75, 0]);
});

test('a run keeps the filters of the convolutions that a report of pairs is about', async () => {
  const plan = planOf(
    studyText.replace(/estimators:[\s\S]*$/, '').concat(`estimators:
  pairs: { kind: matrix-renyi, probe: forward, quantity: "I(X;{Ti,Tj})", alpha: 2 }
reports:
  pairs: { kind: filter-redundancy, estimator: pairs }
`),
  );
  const [stage] = plan.stages;
  const first = stage!.network.layers[0]!;
  const shape = first.weights.find(({ name }) => name === 'kernel')!.shape;
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i));
  const store: Pick<Store, 'getArrays'> = {
    getArrays: async (key) => (key === 'kept' ? new Map([['0/kernel', { shape, values }]]) : null),
  };
  const [found, ...others] = await trainedFilters(plan, new Map([[stage!.key, 'kept']]), store);
  expect(others).toEqual([]);
  expect([found!.layer, found!.shape]).toEqual([first.name, shape]);
  for (const [i, weight] of found!.values.entries())
    expect(Math.abs((weight / 127) * found!.most - values[i]!)).toBeLessThan(0.5 / 127);
  const without = {
    ...plan,
    reports: plan.reports.map((one) => ({ ...one, params: { ...one.params, pictures: false } })),
  };
  expect(await trainedFilters(without, new Map([[stage!.key, 'kept']]), store)).toEqual([]);
});

describe('pairs of maps', () => {
  const run = variedRun();

  test('each training stands by itself, and its filters beside it', () => {
    const second = run.tables.estimates
      .filter((row) => row.estimator === 'pairs')
      .map((row): Row => ({ ...row, seed: 2, trial: 'seed=2', value: 9 }));
    const tables = { ...run.tables, estimates: [...run.tables.estimates, ...second] };
    const figure = filterRedundancy.run(
      { estimator: 'pairs' },
      { name: 'pairs', plan: run.plan, tables, filters: [filters] },
    );
    expect(figure.choice!.options.map((option) => option.value)).toEqual(['seed 1', 'seed 2']);
    expect(figure.data.filter((cell) => cell.trial === 'seed 2').every((cell) => cell.value === 9)).toBe(
      true,
    );
    expect(figure.pictures!.map(({ choice, tiles }) => [choice, tiles.length])).toEqual([['seed 1', 2]]);
  });

  test('with the maps by themselves, the redundancy of each pair', () => {
    const singles = [0, 1, 2].map(
      (channel): Row => ({
        ...run.tables.estimates[0]!,
        estimator: 'maps',
        iteration: 469,
        epoch: 1,
        channel,
        value: 2 + channel,
      }),
    );
    const tables = { ...run.tables, estimates: [...run.tables.estimates, ...singles] };
    const figure = filterRedundancy.run(
      { estimator: 'pairs', single: 'maps' },
      { name: 'pairs', plan: run.plan, tables },
    );
    const cell = figure.data.find((each) => each.channel === 2 && each.channel_2 === 1)!;
    // I(X;T2) + I(X;T1) - I(X;{T1,T2}) = 4 + 3 - (1 + 1 + 2 + 0.469)
    expect(cell.value).toBeCloseTo(7 - 4.469, 12);
    expect(figure.caption).toMatch(/^Redundancy I\(X;Ti\)/);
  });
});
