import { expect, test } from 'vitest';
import { tableOfRows } from '../../src/table/result-table.ts';
import { plainRow, rowColumns } from '../../src/table/row-view.ts';
import { axisColumn } from '../../src/table/select-rows.ts';

const columns = [
  { name: 'layer', type: 'text' },
  { name: 'models.net.layers.C1.filters', type: 'integer' },
  { name: 'constructor', type: 'real' },
] as const;
const rows = [
  { layer: 'C1', 'models.net.layers.C1.filters': 6, constructor: 0.5 },
  { layer: null, 'models.net.layers.C1.filters': 32, constructor: null },
];

test('a view has the cells of its row, under any name, and is the same each time', () => {
  const table = tableOfRows(columns, rows);
  expect(table.rows.map((row) => row.layer)).toEqual(['C1', null]);
  expect(table.rows.map((row) => row.constructor)).toEqual([0.5, null]);
  expect(table.rows).toBe(table.rows);
  expect(table.rows[0]!.channel ?? null).toBe(null);
  expect(table.toRows()).toEqual(rows);
});

test('its columns are named, as those of an object are', () => {
  const [view] = tableOfRows(columns, rows).rows;
  expect(rowColumns(view!)).toEqual(columns.map(({ name }) => name));
  expect(rowColumns(rows[0]!)).toEqual(columns.map(({ name }) => name));
  expect(axisColumn(view!, 'filters')).toBe('models.net.layers.C1.filters');
  expect(plainRow(view!)).toEqual(rows[0]);
});

test('JSON has its cells', () => {
  expect(JSON.parse(JSON.stringify(tableOfRows(columns, rows).rows))).toEqual(rows);
});
