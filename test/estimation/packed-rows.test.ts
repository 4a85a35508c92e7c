import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packRows, unpackRows } from '../../runner/estimation/packed-rows.ts';

const cell = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.string({ maxLength: 3 }),
  fc.boolean(),
  fc.constantFrom(0, -0, NaN),
);
const names = fc.uniqueArray(fc.constantFrom('value', 'quantity', 'flag', 'sigma_t', 'method'));
const row = (columns: fc.Arbitrary<string[]>) =>
  fc.record(
    {
      layer: fc.option(fc.nat(5)),
      cells: columns
        .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), cell))))
        .map((cells) => Object.fromEntries(cells)),
    },
    { noNullPrototype: true },
  );
const alike = names.chain((keys) => fc.array(row(fc.constant(keys)), { maxLength: 6 }));

it('gives the rows back after the way between threads, with their columns in order', () => {
  fc.assert(
    fc.property(fc.oneof(alike, fc.array(row(names), { maxLength: 4 })), (rows) => {
      const back = unpackRows(structuredClone(packRows(rows)));
      expect(back).toStrictEqual(rows);
      expect(back.map(({ cells }) => Object.keys(cells))).toEqual(
        rows.map(({ cells }) => Object.keys(cells)),
      );
    }),
  );
});

it('sends what is the same in all rows once', () => {
  const rows = [1, 2, 3].map((layer) => ({ layer, cells: { quantity: 'I(X;T)', value: layer / 7 } }));
  expect(packRows(rows)).toEqual({
    layers: [1, 2, 3],
    columns: [
      { name: 'quantity', same: 'I(X;T)' },
      { name: 'value', cells: [1 / 7, 2 / 7, 3 / 7] },
    ],
  });
});
