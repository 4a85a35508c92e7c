import { describe, expect, test } from 'vitest';
import { epochNames } from '../../reports/data/epoch-names.ts';
import chart from '../../runner/nodes/report/chart.ts';
import filterRedundancy from '../../runner/nodes/report/filter-redundancy.ts';
import informationPlane from '../../runner/nodes/report/information-plane.ts';
import layerCurves from '../../runner/nodes/report/layer-curves.ts';
import trainingValues from '../../runner/nodes/report/training-values.ts';
import { RunError } from '../../src/node/run-error.ts';
import { syntheticRun } from './synthetic-run.ts';
import { filtersAxis, variedRun } from './varied-run.ts';

function contextOf(filters: readonly number[] = []) {
  const { plan, tables } = variedRun(filters);
  return { name: 'figure', plan, tables };
}

describe('values over the training', () => {
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
});

describe('epochs near each other', () => {
  const { plan, tables } = variedRun([], { iterations: [469_000, 469_001, 469_469, 469_938] });
  const context = { name: 'figure', plan, tables };

  test('have panels of their own', () => {
    const { panels } = layerCurves.run({ estimators: ['IXT'] }, context);
    const titles = panels.map((panel) => panel.title.replace(/,.*/, ''));
    expect(titles).toEqual(['epoch 1000', 'epoch 1000.00213', 'epoch 1001', 'epoch 1002']);
    const curves = layerCurves.run({ estimators: ['IXT'], facet: 'none' }, context);
    expect(curves.legend.map((entry) => entry.label)).toEqual(titles.map((title) => `IXT (${title})`));
  });

  test('are told apart by the slider of the plane', () => {
    const { scrubber } = informationPlane.run({ x: 'IXT', y: 'ITY' }, context);
    expect(scrubber!.steps.map((step) => step.replace(/,.*/, ''))).toEqual([
      'epoch 1000',
      'epoch 1000.00213',
      'epoch 1001',
      'epoch 1002',
    ]);
  });

  test('keep their names in words and drawings', () => {
    const figure = trainingValues.run({ estimators: ['IXT'], where: { layer: 'C1' } }, context);
    expect(figure.alt).toMatch(/at epoch 1000 to .* at epoch 1002/);
  });
});

test('names of epochs: as short as they can be and no two alike', () => {
  const named = (...epochs: readonly number[]) => epochs.map(epochNames(epochs));
  expect(named(0, 1 / 469, 1 / 3, 12, 12 + 1 / 3)).toEqual(['0', '0.00213', '0.333', '12', '12.333']);
  expect(named(0.3333, 0.33334, 1000.5)).toEqual(['0.3333', '0.33334', '1000.5']);
  expect(named(9.99999)).toEqual(['9.99999']);
  expect(named(123456, 123457)).toEqual(['123456', '123457']);
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

test('layer curves by an axis: one panel a value', () => {
  const figure = layerCurves.run(
    { estimators: ['IXT'], facet: 'filters', where: { epoch: 'last' } },
    contextOf([2, 6]),
  );
  expect(figure.panels.map((panel) => panel.title.split(',')[0])).toEqual(['filters 2', 'filters 6']);
  expect(figure.panels.every((panel) => panel.title.endsWith('%'))).toBe(true);
  expect(figure.legend.map((entry) => entry.label)).toEqual(['I(X;T)']);
});

describe('pairs of feature maps', () => {
  test('each pair in both orders, of the last row', () => {
    const figure = filterRedundancy.run({ estimator: 'pairs' }, contextOf());
    expect(figure.panels.map((panel) => panel.title)).toEqual(['C1, epoch 1']);
    expect(figure.data).toHaveLength(6);
    const cell = figure.data.find((each) => each.channel === 2 && each.channel_2 === 1)!;
    expect(cell.value).toBeCloseTo(1 + 1 + 2 + 0.469, 12);
    expect(figure.alt).toMatch(/from 2\.47 \(maps 0 and 1\) to 4\.47 \(maps 1 and 2\)/);
  });

  test('a panel for each epoch that is asked for', () => {
    const figure = filterRedundancy.run(
      { estimator: 'pairs', where: { epoch: ['first', 'last'] } },
      contextOf(),
    );
    expect(figure.panels.map((panel) => panel.title)).toEqual(['C1, epoch 0', 'C1, epoch 1']);
  });
});

describe('the zoomed information plane', () => {
  test('bounds as given, else the values from an epoch on with a margin', () => {
    const figure = informationPlane.run({ x: 'IXT', y: 'ITY', zoom: { x: [4, 5], from: 1 } }, contextOf());
    expect(figure.panels.map((panel) => panel.title)).toEqual(['whole', 'the dotted frame']);
    const late = figure.data.filter((row) => (row.epoch as number) >= 1).map((row) => row.y as number);
    const [least, most] = [Math.min(...late), Math.max(...late)];
    const margin = 0.04 * (most - least);
    const text = JSON.stringify(figure.panels[1]!.vegaLite);
    expect(text).toContain('"domain":[4,5]');
    expect(text).toContain(`"domain":[${least - margin},${most + margin}]`);
  });

  test('the mean or any one trial can be chosen; all trials stand behind the mean if so wished', () => {
    const run = syntheticRun({ seeds: 3 });
    const context = { name: 'plane', plan: run.plan, tables: run.tables };
    const figure = informationPlane.run({ x: 'IXT', y: 'ITY', trials: 'each' }, context);
    expect(JSON.stringify(figure.panels[0]!.vegaLite)).toContain('"trial":"seed=3"');
    expect(figure.choice!.options.map((option) => option.value)).toEqual([
      'mean',
      'seed=1',
      'seed=2',
      'seed=3',
    ]);
    const each = (one: typeof figure) => one.switches.find((box) => box.parameter === 'each')?.on;
    expect(each(figure)).toBe(true);
    expect(each(informationPlane.run({ x: 'IXT', y: 'ITY' }, context))).toBe(false);
    expect(informationPlane.run({ x: 'IXT', y: 'ITY' }, contextOf()).choice).toBeNull();
  });
});

describe('a chart of one’s own', () => {
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
});
