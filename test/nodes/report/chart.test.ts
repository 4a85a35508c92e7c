import { expect, test } from 'vitest';
import chart from '../../../runner/nodes/report/chart.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { filtersAxis, variedRun } from '../../reports/varied-run.ts';

function contextOf(filters: readonly number[] = []) {
  const { plan, tables } = variedRun(filters);
  return { name: 'figure', plan, tables };
}

const vegaLite = { mark: 'point', encoding: { x: { field: 'filters', type: 'ordinal' } } };

test('rows of the chosen table, axes by their last name', () => {
  const figure = chart.run({ vegaLite, table: 'training', where: { epoch: 'last' } }, contextOf([2, 6]));
  expect(figure.data).toHaveLength(4);
  expect(figure.data.map((row) => row.filters)).toEqual([2, 2, 6, 6]);
  expect(Object.keys(figure.data[0]!)).not.toContain(filtersAxis);
});

test('what cannot be drawn is said with the report’s name', () => {
  const bad = { mark: 'point', transform: [{ filter: 'datum.value >' }] };
  expect(() => chart.run({ vegaLite: bad }, contextOf())).toThrow(RunError);
  const unknown = { mark: 'point', transform: [{ calculate: 'fetch(1)', as: 'x' }] };
  expect(() => chart.run({ vegaLite: unknown }, contextOf())).toThrow(/figure cannot be drawn/);
});
