import { expect, test } from 'vitest';
import trainingValues from '../../../runner/nodes/report/training-values.ts';
import { variedRun } from '../../reports/varied-run.ts';

function contextOf(filters: readonly number[] = []) {
  const { plan, tables } = variedRun(filters);
  return { name: 'figure', plan, tables };
}

test('a curve a layer; values as in the table', () => {
  const context = contextOf();
  const figure = trainingValues.run({ estimators: ['IXT'], where: { layer: ['C1', 'F2'] } }, context);
  expect(figure.legend.map((entry) => entry.label)).toEqual(['C1', 'F2']);
  expect(figure.panels.map((panel) => [panel.group, panel.title])).toEqual([['I(X;T) (bits)', '']]);
  const row = context.tables.estimates.find(
    (each) => each.estimator === 'IXT' && each.layer === 'F2' && each.iteration === 156,
  )!;
  expect(figure.data.find((each) => each.series === 'F2' && each.iteration === 156)!.value).toBe(row.value);
});

test('a panel an axis value with the accuracy at the end; a panel a layer without', () => {
  const context = contextOf([2, 6]);
  const byFilters = trainingValues.run(
    { estimators: ['IXT'], facet: 'filters', where: { layer: 'C1' } },
    context,
  );
  const accuracy = (seed: number) => {
    const row = context.tables.training.find(
      (each) => each.seed === seed && each.split === 'test' && each.iteration === 469,
    )!;
    return `accuracy\u00a0${(100 * (row.accuracy as number)).toFixed(1)}\u00a0%`;
  };
  expect(byFilters.panels.map((panel) => panel.title)).toEqual([
    `filters 2, ${accuracy(1)}`,
    `filters 6, ${accuracy(2)}`,
  ]);
  expect(byFilters.legend.map((entry) => entry.label)).toEqual(['C1']);
  const byLayer = trainingValues.run(
    { estimators: ['IXT'], facet: 'layer', where: { layer: ['C1', 'P1'] } },
    context,
  );
  expect(byLayer.panels.map((panel) => panel.title)).toEqual(['C1', 'P1']);
  expect(byLayer.legend.map((entry) => entry.label)).toEqual(['filters=2', 'filters=6']);
});

test('quantities of one unit share panels when they are drawn together, a colour a layer', () => {
  const figure = trainingValues.run(
    { estimators: ['IXT', 'ITY'], together: true, where: { layer: ['C1', 'F2'] } },
    contextOf(),
  );
  expect(figure.panels.map((panel) => panel.group)).toEqual(['information (bits)']);
  expect(figure.legend.map(({ label, colour, dashed }) => [label, colour, dashed])).toEqual([
    ['I(X;T) C1', 0, false],
    ['I(X;T) F2', 1, false],
    ['I(T;Y) C1', 0, true],
    ['I(T;Y) F2', 1, true],
  ]);
});

/** Epochs 1000, 1000 + 1 / 469, 1001 and 1002. */
const nearEachOther = variedRun([], { iterations: [469_000, 469_001, 469_469, 469_938] });

test('epochs near each other keep their names in words', () => {
  const figure = trainingValues.run(
    { estimators: ['IXT'], where: { layer: 'C1' } },
    {
      name: 'figure',
      ...nearEachOther,
    },
  );
  expect(figure.alt).toMatch(/at epoch 1000 to .* at epoch 1002/);
});
