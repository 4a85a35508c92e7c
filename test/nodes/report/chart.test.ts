import { expect, test } from 'vitest';
import chart from '../../../runner/nodes/report/chart.ts';
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
  expect(figure).toMatchObject({ own: true, panels: [{ size: 'wide' }] });
  expect(figure.problem).toBeUndefined();
});

test('what may not be drawn has no panel and its place, and its values all the same', () => {
  const refused = [
    [{ mark: 'point', transform: [{ filter: 'datum.value >' }] }, 'vegaLite.transform.0.filter'],
    [{ mark: 'point', transform: [{ calculate: 'fetch(1)', as: 'x' }] }, 'vegaLite.transform.0.calculate'],
    [
      { mark: 'bar', encoding: { x: { bin: { step: 1e-9 }, field: 'value' } } },
      'vegaLite.encoding.x.bin.step',
    ],
  ] as const;
  for (const [bad, place] of refused) {
    const figure = chart.run({ vegaLite: bad }, contextOf());
    expect(figure.problem).toContain(place);
    expect(figure.panels).toEqual([]);
    expect(figure.data.length).toBeGreaterThan(0);
  }
});

test('of very many rows of one moment 5000 are drawn, the first and the last among them', () => {
  const { plan, tables } = variedRun([]);
  const [row] = tables.estimates;
  const estimates = Array.from({ length: 12_000 }, (_, i) => ({ ...row!, iteration: 7, value: i }));
  const { data } = chart.run({ vegaLite }, { name: 'figure', plan, tables: { ...tables, estimates } });
  expect(data).toHaveLength(5000);
  expect([data[0]!.value, data.at(-1)!.value]).toEqual([0, 11_999]);
});
