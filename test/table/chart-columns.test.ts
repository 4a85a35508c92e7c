import { expect, test } from 'vitest';
import { chartColumns } from '../../src/table/chart-columns.ts';

test.each([
  ['the last part of the path', ['models.net.layers.C1.filters', 'size'], ['filters', 'size']],
  [
    'as much as tells axes apart',
    ['models.net.layers.C1.filters', 'models.net.layers.C2.filters'],
    ['C1_filters', 'C2_filters'],
  ],
  ['as much as tells it from a column of the table', ['estimators.IXT.alpha'], ['IXT_alpha']],
])('an axis is called by %s', (_, paths, names) => {
  expect([...chartColumns('estimates', paths).values()]).toEqual(names);
});

test('the seed has its column already', () => {
  expect([...chartColumns('training', ['seed']).values()]).toEqual(['seed']);
});
