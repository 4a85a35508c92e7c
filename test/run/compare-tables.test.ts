import { expect, test } from 'vitest';
import { compareTables } from '../../runner/run/compare-tables.ts';
import type { Row } from '../../src/table/columns.ts';

const row = (over: Row = {}): Row => ({
  layer: 'F1',
  iteration: 0,
  value: 1,
  sigma_t: 0.5,
  flag: null,
  ...over,
});
const results = ['value', 'sigma_t', 'flag'];

test('rows are matched by all columns but the results, in any order', () => {
  const before = [row(), row({ iteration: 1, value: 2 })];
  const after = [row({ iteration: 1, value: 2.25, sigma_t: 0.75 }), row()];
  expect(compareTables(before, after, results)).toEqual({
    unmatched: 0,
    largest: { value: 0.25, sigma_t: 0.25, flag: 0 },
    identical: false,
  });
  expect(compareTables(before, [...before].reverse(), results).identical).toBe(true);
});

test('a row that only one of them has is counted, and so is one that there is twice', () => {
  expect(compareTables([row()], [row({ layer: 'F2' })], results).unmatched).toBe(2);
  expect(compareTables([row(), row()], [row()], results).unmatched).toBe(1);
});

test('an alarm that only one has is a difference', () => {
  const { identical, unmatched, largest } = compareTables([row()], [row({ flag: 'saturated' })], results);
  expect([identical, unmatched, largest.flag]).toEqual([false, 0, Number.POSITIVE_INFINITY]);
});
