import { expect, test } from 'vitest';
import { logFields, ownChartFigure } from '../../../reports/charts/own-chart.ts';

const log = { scale: { type: 'log' } };

test('finds the fields on logarithmic scales, in layers too', () => {
  const encoding = { x: { field: 'epoch', ...log }, y: { field: 'value' } };
  expect(logFields({ mark: 'line', encoding })).toEqual(['epoch']);
  const layers = [
    { encoding },
    { encoding: { x: { field: 'epoch', ...log }, y: { field: 'value', ...log } } },
  ];
  expect(logFields({ layer: layers })).toEqual(['epoch', 'value']);
});

test('the caption counts rows that have no place on a logarithmic axis', () => {
  const captionOf = (values: readonly number[]) =>
    ownChartFigure(
      {
        id: 'chart',
        title: 'Chart',
        caption: 'Values.',
        table: 'estimates',
        vegaLite: { mark: 'point', encoding: { y: { field: 'value', ...log } } },
        rows: values.map((value) => ({ value })),
        total: values.length,
      },
      null,
    ).caption;
  expect(captionOf([1, 2])).toBe('Values.');
  expect(captionOf([0, -1, 2])).toContain('2 of 3');
});
