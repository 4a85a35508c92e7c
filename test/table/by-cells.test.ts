import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byCells, firstRows } from '../../src/table/by-cells.ts';

const cell = fc.constantFrom('a', 'b', 1, '1', null, true);
const rows = fc.array(fc.record({ x: cell, y: cell, z: fc.nat() }), { maxLength: 40 });

test.each([[[]], [['x']], [['x', 'y']]])(
  '%j: worked out once for each combination, on its first row',
  (columns) => {
    fc.assert(
      fc.property(rows, (given) => {
        const key = (row: (typeof given)[number]) =>
          JSON.stringify(columns.map((name) => row[name as 'x' | 'y']));
        const first = new Map<string, (typeof given)[number]>();
        for (const row of given) if (!first.has(key(row))) first.set(key(row), row);
        const firstOf = byCells(columns, (row) => row);
        expect(given.map(firstOf)).toEqual(given.map((row) => first.get(key(row))));
        expect(firstRows(columns, given)).toEqual([...first.values()]);
      }),
    );
  },
);

test('an absent cell is null', () => {
  const numberOf = byCells(['x', 'y'], ({ z }) => z);
  expect(
    [
      { x: 1, z: 1 },
      { x: 1, y: null, z: 2 },
    ].map(numberOf),
  ).toEqual([1, 1]);
});
