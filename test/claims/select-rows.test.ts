import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/table/columns.ts';
import { selectRows } from '../../src/table/select-rows.ts';

const rows: Row[] = [0, 0.31, 0.36, 1].flatMap((epoch) =>
  ['C1', 'F1'].map((layer) => ({ model: 'a', estimator: 'IXT', epoch, layer })),
);
const epochs = (selected: readonly Row[]) => [...new Set(selected.map((row) => row.epoch))];

describe('selectRows', () => {
  test('keeps everything without conditions', () => {
    expect(selectRows(rows)).toEqual(rows);
    expect(selectRows(rows, {})).toEqual(rows);
  });

  test('layers and models by one name or several', () => {
    expect(selectRows(rows, { layer: 'C1' })).toHaveLength(4);
    expect(selectRows(rows, { layer: ['C1', 'F1', 'none'] })).toHaveLength(8);
    expect(selectRows(rows, { model: 'b' })).toEqual([]);
  });

  test('epochs: numbers, fractions, first, last; the nearest row counts', () => {
    expect(epochs(selectRows(rows, { epoch: '1/3' }))).toEqual([0.31]);
    expect(epochs(selectRows(rows, { epoch: 0.35 }))).toEqual([0.36]);
    expect(epochs(selectRows(rows, { epoch: ['first', 'last'] }))).toEqual([0, 1]);
    expect(epochs(selectRows(rows, { epoch: 50 }))).toEqual([1]);
    expect(epochs(selectRows([{ epoch: 1 }, { epoch: 2 }], { epoch: 1.5 }))).toEqual([1]);
  });

  test('nearest is found for each model and estimator on its own', () => {
    const other: Row[] = [0, 2].map((epoch) => ({ model: 'a', estimator: 'IDD', epoch, layer: 'C1' }));
    const last = selectRows([...rows, ...other], { epoch: 'last', layer: 'C1' });
    expect(last.map((row) => [row.estimator, row.epoch])).toEqual([
      ['IXT', 1],
      ['IDD', 2],
    ]);
  });

  test('from and to include their ends', () => {
    expect(epochs(selectRows(rows, { from: 0.31, to: 1 }))).toEqual([0.31, 0.36, 1]);
    expect(epochs(selectRows(rows, { from: 0.1, epoch: 'first' }))).toEqual([0.31]);
  });

  test('a row without the column does not meet the condition', () => {
    expect(selectRows([{ epoch: 1 }], { layer: 'C1' })).toEqual([]);
    expect(selectRows([{ layer: 'C1' }], { epoch: 'last' })).toEqual([]);
    expect(selectRows([{ layer: 'C1', epoch: null }], { to: 3 })).toEqual([]);
  });
});
