import { expect, test } from 'vitest';
import { pageTable } from '../../../reports/data/page-table.ts';
import { thinTable } from '../../../reports/data/thin-table.ts';
import type { Row } from '../../../src/table/columns.ts';

const tableOf = (rows: readonly Row[]) => pageTable('one', 'One', [{ name: 'trial', about: '' }], rows);

/** A row an iteration and trial. */
const grid = (trials: number, iterations: number): Row[] =>
  Array.from({ length: trials * iterations }, (_, i) => ({
    trial: `seed=${Math.floor(i / iterations)}`,
    iteration: i % iterations,
  }));

const distinct = (rows: readonly Row[], column: string) => new Set(rows.map((row) => row[column])).size;

test('a table that is small enough is the same', () => {
  const table = tableOf(grid(3, 4));
  expect(thinTable(table, 12)).toBe(table);
});

test('iterations go first, while there are many; then trials', () => {
  const few = thinTable(tableOf(grid(10, 300)), 1000);
  expect([distinct(few.rows, 'trial'), distinct(few.rows, 'iteration'), few.total]).toEqual([10, 100, 3000]);
  const fewer = thinTable(tableOf(grid(100, 300)), 1200).rows;
  expect([distinct(fewer, 'trial'), distinct(fewer, 'iteration'), fewer.length]).toEqual([50, 24, 1200]);
});

test('what is of all trials stays, whatever is left out', () => {
  const claims = ['a', 'b'].flatMap((claim): Row[] => [
    { claim, trial: 'all' },
    ...Array.from({ length: 500 }, (_, i) => ({ claim, trial: `seed=${i}` })),
  ]);
  const { rows } = thinTable(tableOf(claims), 100);
  expect(rows.length).toBeLessThanOrEqual(102);
  expect(rows.length).toBeGreaterThan(90);
  expect(rows.filter(({ trial }) => trial === 'all')).toHaveLength(2);
});

test('rows without trial and iteration are chosen evenly', () => {
  const rows = Array.from({ length: 100 }, (_, place) => ({ place }));
  expect(thinTable(tableOf(rows), 3).rows).toEqual([{ place: 0 }, { place: 50 }, { place: 99 }]);
});
