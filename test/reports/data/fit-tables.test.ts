import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fitTables } from '../../../reports/data/fit-tables.ts';
import { pageTable } from '../../../reports/data/page-table.ts';

const columns = ['trial', 'iteration', 'value'].map((name) => ({ name, about: '' }));

/** A table of numbers that do not pack. */
const noisy = (id: string, count: number) =>
  pageTable(
    id,
    id,
    columns,
    Array.from({ length: count }, (_, i) => ({
      trial: `seed=${i % 50}`,
      iteration: Math.floor(i / 50),
      value: Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1,
    })),
  );

const unpacked = (packed: string) => JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString());

test('tables that fit are in the page to the last digit', () => {
  const given = [noisy('a', 100), noisy('b', 40)];
  const { tables, packed } = fitTables(given, 100_000);
  expect(tables).toEqual(given);
  expect(unpacked(packed)[0].values[2]).toEqual(given[0]!.rows.map(({ value }) => value));
});

test('of too many letters the digits that nobody sees go first, and the table says so', () => {
  const given = [noisy('a', 5000), pageTable('whole', 'whole', columns, [{ trial: 'all', value: 3 }])];
  const room = fitTables(given, Number.POSITIVE_INFINITY).packed.length - 1;
  const { tables } = fitTables(given, room);
  expect(tables.map(({ digits, rows, total }) => [digits, rows.length - total])).toEqual([
    [7, 0],
    [null, 0],
  ]);
  const [row, exact] = [tables[0]!.rows[17]!, given[0]!.rows[17]!];
  expect(row.value).not.toBe(exact.value);
  expect(row.value).toBeCloseTo(Number(exact.value), 6);
});

test('then the largest tables lose rows, the small ones none', () => {
  const given = [noisy('large', 20_000), noisy('small', 100)];
  const { tables, packed } = fitTables(given, 60_000);
  expect(packed.length).toBeLessThanOrEqual(60_000);
  expect(packed.length).toBeGreaterThan(40_000);
  expect(tables[0]!.rows.length).toBeLessThan(20_000);
  expect(tables[0]!.total).toBe(20_000);
  expect(tables[1]!.rows).toHaveLength(100);
});
