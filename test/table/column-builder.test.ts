import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchRows, ColumnBuilder } from '../../src/table/column-builder.ts';
import type { Cell, ColumnType } from '../../src/table/columns.ts';

/** Cells with how often each comes in a row; some cross the end of a batch. */
const runs = (cell: fc.Arbitrary<Cell>) =>
  fc.array(fc.tuple(fc.option(cell), fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(batchRows - 2))), {
    maxLength: 8,
  });

const cells: Readonly<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  text: fc.string({ maxLength: 3 }),
  integer: fc.integer(),
  real: fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: fc.boolean(),
};

describe('a column', () => {
  test.each(Object.entries(cells))('of type %s gives back its cells, over several batches', (type, cell) => {
    fc.assert(
      fc.property(runs(cell), (given) => {
        const builder = new ColumnBuilder({ name: 'value', type: type as ColumnType });
        for (const [one, times] of given) builder.add(one, times);
        const column = builder.finish();
        let row = 0;
        for (const [one, times] of given) {
          for (const at of [row, row + 1, row + times - 1].filter((place) => place < row + times))
            expect(column.at(at)).toBe(one);
          row += times;
        }
        expect(column.length).toBe(row);
      }),
      { numRuns: 40 },
    );
  });

  test('is the same whether alike cells come at once or one by one', () => {
    const [once, single] = [0, 1].map(() => new ColumnBuilder({ name: 'layer', type: 'text' }));
    for (const [text, times] of [
      ['C1', 3],
      [null, 2],
      ['C1', batchRows],
      ['P1', 1],
    ] as const) {
      once!.add(text, times);
      for (let i = 0; i < times; i++) single!.add(text);
    }
    const [a, b] = [once!.finish(), single!.finish()];
    expect([...a]).toEqual([...b]);
    expect(a.arrow.data.map(({ values }) => values)).toEqual(b.arrow.data.map(({ values }) => values));
  });

  test('keeps no number that is not finite, but for an order', () => {
    const cellsOf = (name: string) => {
      const builder = new ColumnBuilder({ name, type: 'real' });
      for (const cell of [1, Number.NaN, Number.POSITIVE_INFINITY]) builder.add(cell);
      return [...builder.finish()];
    };
    expect(cellsOf('value')).toEqual([1, null, null]);
    expect(cellsOf('alpha')).toEqual([1, Number.NaN, Number.POSITIVE_INFINITY]);
  });

  test('gives its numbers, NaN where there is none', () => {
    const builder = new ColumnBuilder({ name: 'value', type: 'real' });
    for (const cell of [0.5, null, -2]) builder.add(cell);
    expect(builder.finish().numbers()).toEqual(Float64Array.of(0.5, Number.NaN, -2));
  });

  test('shares the buffers of batches that are alike', () => {
    const builder = new ColumnBuilder({ name: 'model', type: 'text' });
    builder.add('net', 2 * batchRows);
    const [first, second] = builder.finish().arrow.data;
    expect(first!.values).toBe(second!.values);
  });
});
