import { expect, test } from 'vitest';
import type { ReportContext } from '../../../runner/contract/report.ts';
import accuracies from '../../../runner/nodes/report/accuracies.ts';
import type { Row } from '../../../src/table/columns.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';
import { filtersAxis, variedRun } from '../../reports/varied-run.ts';

function contextOf(run = syntheticRun()): ReportContext {
  return { name: 'figure', plan: run.plan, tables: run.tables };
}

const lastOf = (rows: readonly Row[]) =>
  rows.flatMap((row) => (row.split === 'test' && row.iteration === 469 ? [Number(row.accuracy)] : []));

test('a line a model, the mean of the last accuracies of its trials inside its interval', () => {
  const run = syntheticRun({ seeds: 5 });
  const figure = accuracies.run({}, contextOf(run));
  expect(figure.data).toHaveLength(1);
  const [line] = figure.data;
  const values = lastOf(run.tables.training);
  expect([line!.row, line!.trials]).toEqual(['lenet5', 5]);
  expect(line!.value).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 5, 12);
  expect(Number(line!.low)).toBeLessThan(Number(line!.value));
  expect(Number(line!.high)).toBeGreaterThan(Number(line!.value));
  const chart = JSON.stringify(figure.panels[0]!.vegaLite);
  for (const value of values) expect(chart).toContain(String(Number(value.toPrecision(5))));
});

test('settings have lines of their own, and named epochs panels', () => {
  const run = variedRun([2, 6, 32]);
  const figure = accuracies.run({ where: { epoch: ['first', 'last'] } }, contextOf(run));
  expect(figure.panels.map(({ title }) => title)).toEqual(['epoch 0', 'epoch 1']);
  for (const title of ['epoch 0', 'epoch 1'])
    expect(figure.data.filter(({ panel }) => panel === title).map(({ row }) => row)).toEqual(
      [2, 6, 32].map((filters) => `filters=${filters}`),
    );
  const one = accuracies.run({ where: { settings: { [filtersAxis]: 6 } } }, contextOf(run));
  expect(one.data.map(({ row }) => row)).toEqual(['lenet5']);
  expect(one.caption).toContain('Only filters=6.');
});

test('models stand in the order in which they are named; an interval ends at 0 and 1', () => {
  const run = syntheticRun({ seeds: 2 });
  const other = run.tables.training.map((row) => ({
    ...row,
    model: 'other',
    accuracy: row.seed === 1 ? 0.1 : 0.99,
  }));
  const stages = run.plan.stages.flatMap((stage) => [
    stage,
    { ...stage, key: `other-${stage.key}`, model: { ...stage.model, name: 'other' } },
  ]);
  const context = contextOf({
    ...run,
    plan: { ...run.plan, stages },
    tables: { ...run.tables, training: [...run.tables.training, ...other] },
  });
  const { data } = accuracies.run({ models: ['other', 'lenet5'] }, context);
  expect(data.map(({ row }) => row)).toEqual(['other', 'lenet5']);
  expect([data[0]!.low, data[0]!.high]).toEqual([0, 1]);
});
