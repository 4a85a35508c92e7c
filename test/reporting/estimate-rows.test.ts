import { expect, test } from 'vitest';
import { differ, estimateRows } from '../../runner/reporting/estimate-rows.ts';
import type { Row } from '../../src/table/columns.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

const row = (more: Row): Row => ({
  estimator: 'IXT',
  layer: 'C1',
  channel: null,
  epoch: 0,
  iteration: 10 * Number(more.epoch ?? 0),
  value: 1,
  ...more,
});

function contextOf(estimates: readonly Row[]) {
  const { plan, tables } = syntheticRun();
  return { name: 'figure', plan, tables: { ...tables, estimates } };
}

const context = contextOf([
  row({ value: 1 }),
  row({ value: null }),
  row({ value: 2, channel: 3 }),
  row({ value: 3, estimator: 'ITY' }),
  row({ value: 4, layer: 'F1', epoch: 2 }),
  row({ value: 5, epoch: 9, channel: 0, channel_2: 1 }),
]);
const valuesOf = (rows: readonly Row[]) => rows.map(({ value }) => value);

test('the rows of one estimator that hold a number', () => {
  expect(valuesOf(estimateRows({ estimator: 'IXT' }, context))).toEqual([1, 2, 4, 5]);
  expect(estimateRows({ estimator: 'other' }, context)).toEqual([]);
});

test('of whole layers or of maps and pairs of maps', () => {
  expect(valuesOf(estimateRows({ estimator: 'IXT', of: 'layers' }, context))).toEqual([1, 4]);
  expect(valuesOf(estimateRows({ estimator: 'IXT', of: 'maps' }, context))).toEqual([2, 5]);
});

test('the last epoch is that of the rows that are meant', () => {
  const late = { epoch: 'last' } as const;
  expect(valuesOf(estimateRows({ estimator: 'IXT', of: 'layers', where: late }, context))).toEqual([4]);
  expect(valuesOf(estimateRows({ estimator: 'IXT', where: late }, context))).toEqual([5]);
});

test('rows differ in a column that has more than one value', () => {
  const { estimates } = context.tables;
  expect(differ(estimates, 'layer')).toBe(true);
  expect(differ(estimates.slice(0, 3), 'layer')).toBe(false);
  expect(differ([], 'layer')).toBe(false);
});
