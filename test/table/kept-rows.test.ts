import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachKeptRow, joinKeptRows, type KeptRow, keptRows } from '../../src/table/kept-rows.ts';

const names = ['quantity', 'value', 'flag', 'channel'];
const cell = fc.oneof(
  fc.constantFrom('I(X;T)', 'H(T)', ''),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0)),
  fc.integer(),
  fc.constant(null),
  fc.boolean(),
);
const rows = fc.array(
  fc.record({
    iteration: fc.nat(5),
    layer: fc.option(fc.nat(3)),
    cells: fc.dictionary(fc.constantFrom(...names), cell),
  }),
  { maxLength: 30 },
);
/** What comes back: a cell that a row does not have is null where another row has one. */
function complete(given: readonly KeptRow[]): KeptRow[] {
  const used = names.filter((name) => given.some(({ cells }) => name in cells));
  return given.map((row) => ({
    ...row,
    cells: Object.fromEntries(used.map((name) => [name, row.cells[name] ?? null])),
  }));
}

describe('rows by columns', () => {
  test('come back as they were, through JSON too', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const kept = keptRows(given);
        expect([...eachKeptRow(kept)]).toEqual(complete(given));
        expect([...eachKeptRow(JSON.parse(JSON.stringify(kept)))]).toEqual(complete(given));
      }),
    );
  });

  test('are the same joined from parts as at once', () => {
    fc.assert(
      fc.property(rows, fc.nat(30), fc.nat(30), (given, first, second) => {
        const [from, to] = [Math.min(first, second), Math.max(first, second)];
        const parts = [given.slice(0, from), given.slice(from, to), given.slice(to)].map(keptRows);
        expect(joinKeptRows(parts)).toEqual(keptRows(given));
        const stored = parts.map((part) => JSON.parse(JSON.stringify(part)));
        expect(JSON.stringify(joinKeptRows(stored))).toBe(JSON.stringify(keptRows(given)));
      }),
    );
  });

  test('hold what all rows have in common once, and each text once', () => {
    const given = [0, 1, 2, 3].map((iteration) => ({
      iteration,
      layer: 0,
      cells: { unit: 'bits', value: iteration / 3, method: iteration < 2 ? 'exact' : 'lanczos' },
    }));
    expect(keptRows(given).columns).toEqual([
      { name: 'unit', same: 'bits' },
      { name: 'value', cells: [0, 1 / 3, 2 / 3, 1] },
      { name: 'method', texts: ['exact', 'lanczos'], places: [0, 0, 1, 1] },
    ]);
  });
});
