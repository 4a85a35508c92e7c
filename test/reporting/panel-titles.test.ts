import { describe, expect, test } from 'vitest';
import { facetHeading, panelTitles } from '../../runner/reporting/panel-titles.ts';
import { variedRun } from '../reports/varied-run.ts';

const { plan, tables } = variedRun([2, 6]);
const context = { name: 'figure', plan, tables };

describe('the heading of a panel', () => {
  const row = { layer: 'C1', model: 'lenet5', 'models.lenet5.layers.C1.filters': 6, h: '{"silverman":5}' };

  test.each([
    ['none', ''],
    ['layer', 'C1'],
    ['model', 'lenet5'],
    ['filters', 'filters 6'],
    ['models.lenet5.layers.C1.filters', 'filters 6'],
    ['h', 'h silverman 5'],
  ])('for the facet %s', (facet, heading) => {
    expect(facetHeading(row, facet)).toBe(heading);
  });
});

describe('the title of a panel', () => {
  const rows = tables.estimates.filter((row) => row.iteration === 469);
  const headingOf = (row: (typeof rows)[number]) => facetHeading(row, 'filters');

  test('ends with the accuracy of the network that its rows are of', () => {
    const titleOf = panelTitles(rows, headingOf, (own) => own, context);
    const titles = [...new Set(rows.map(titleOf))];
    const accuracies = tables.training.filter((row) => row.split === 'test' && row.iteration === 469);
    expect(titles).toEqual(
      accuracies.map((row, at) => {
        const percent = (100 * Number(row.accuracy)).toFixed(1);
        return `filters ${[2, 6][at]}, accuracy\u00a0${percent}\u00a0%`;
      }),
    );
  });

  test('is the heading alone where no point of training is meant', () => {
    const titleOf = panelTitles(rows, headingOf, () => [], context);
    expect(new Set(rows.map(titleOf))).toEqual(new Set(['filters 2', 'filters 6']));
  });
});
