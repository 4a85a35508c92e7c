import { expect, test } from 'vitest';
import { claimVerdicts } from '../../runner/claims/evaluate-claims.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import layerCurves from '../../runner/nodes/report/layer-curves.ts';
import sensitivityGrid from '../../runner/nodes/report/sensitivity-grid.ts';
import trainingCurves from '../../runner/nodes/report/training-curves.ts';
import trainingValues from '../../runner/nodes/report/training-values.ts';
import { distinctTrials } from '../../runner/reporting/distinct-trials.ts';
import type { Row } from '../../src/table/columns.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

const alpha = 'estimators.IXT.alpha';

/** One training for each of two seeds, read with two orders of IXT. */
function orderedRun() {
  const { plan, tables } = syntheticRun({ seeds: 2 });
  const twice = plan.trials.flatMap((trial) =>
    [1, 2].map((order) => ({
      ...trial,
      id: `${trial.id},alpha=${order}`,
      settings: { ...trial.settings, [alpha]: order },
    })),
  );
  const stages = plan.stages.map((stage) => ({
    ...stage,
    branches: twice
      .filter((trial) => trial.seed === stage.seed)
      .map((trial) => ({
        trial: trial.id,
        estimators: stage.branches[0]!.estimators.map((one) =>
          one.name === 'IXT'
            ? {
                ...one,
                key: `${one.key} ${trial.settings[alpha]}`,
                params: { ...one.params, alpha: trial.settings[alpha] },
              }
            : one,
        ),
      })),
  }));
  const copies = (rows: readonly Row[]) =>
    twice.flatMap((trial) =>
      rows
        .filter((row) => row.seed === trial.seed)
        .map((row): Row => ({ ...row, trial: trial.id, [alpha]: trial.settings[alpha] as number })),
    );
  const axes = [...plan.axes, { name: alpha, path: alpha, values: [1, 2], retrains: false }];
  return {
    name: 'figure',
    plan: { ...plan, axes, trials: twice, stages: JSON.parse(JSON.stringify(stages)) },
    tables: {
      ...tables,
      axes: [alpha],
      estimates: copies(tables.estimates),
      training: copies(tables.training),
    },
  };
}

test('a training that is read in several ways counts once', () => {
  const figure = trainingCurves.run({}, orderedRun());
  expect(figure.legend.map((entry) => entry.label)).toEqual(['train', 'test']);
  expect(figure.data.every((row) => row.trials === 2)).toBe(true);
});

test('an estimator has a curve for each of its own settings only', () => {
  const figure = layerCurves.run({ estimators: ['IXT', 'IDD'], where: { epoch: 'last' } }, orderedRun());
  expect(figure.legend.map((entry) => entry.series)).toEqual(['IXT (alpha=1)', 'IXT (alpha=2)', 'IDD']);
  expect(figure.data.filter((row) => row.series === 'IDD').every((row) => row.trials === 2)).toBe(true);
});

test('a claim over all trials counts each measurement once', async () => {
  const { plan, tables } = orderedRun();
  const claim = (estimator: string) => ({
    name: estimator,
    expect: 'non-decreasing',
    params: { estimator, along: 'layer', tolerance: 0 },
    statement: '',
  });
  const claims = [claim('IDD'), claim('IXT')];
  const rows = await claimVerdicts({ ...tables, plan: { ...plan, claims } }, ownKinds);
  const casesOf = (name: string) => {
    const own = rows.filter((row) => row.claim === name);
    const single = own.filter((row) => row.trial !== 'all').map((row) => Number(row.cases));
    return { single, all: Number(own.at(-1)!.cases) };
  };
  // four trials, of which two repeat what is estimated of the error signals: they are no trials of that claim
  const [errors, activations] = [casesOf('IDD'), casesOf('IXT')];
  expect(errors.single).toHaveLength(2);
  expect(errors.all).toBe(2 * errors.single[0]!);
  expect(activations.all).toBe(4 * activations.single[0]!);
});

test('panels of an axis are kept apart, and a study without repeats is as it was', () => {
  const run = orderedRun();
  expect(distinctTrials(run, ['IDD'], 'alpha').plan.trials).toHaveLength(4);
  expect(distinctTrials(run, ['IDD']).plan.trials.map((trial) => trial.seed)).toEqual([1, 2]);
  expect(distinctTrials(run, ['IXT'])).toBe(run);
});

test('a cell of a grid counts each measurement once, and its axes are kept apart', () => {
  const details = (estimator: string, x: string) =>
    sensitivityGrid
      .run({ estimator, x, where: { layer: 'C1' } }, orderedRun())
      .data.map((row) => [row[x], String(row.detail).split(', ').at(-1)]);
  expect(details('IDD', 'seed')).toEqual([
    ['1', '1 value'],
    ['2', '1 value'],
  ]);
  expect(details('IXT', 'seed')).toEqual([
    ['1', '2 values'],
    ['2', '2 values'],
  ]);
  expect(details('IDD', 'alpha')).toEqual([
    ['1', '2 values'],
    ['2', '2 values'],
  ]);
});

test('a setting that `where` leaves alone is said once, in the caption', () => {
  const settings = { 'IXT.alpha': 2 };
  const curves = layerCurves.run({ estimators: ['IXT'], where: { epoch: 'last', settings } }, orderedRun());
  expect(curves.legend.map((entry) => entry.series)).toEqual(['IXT']);
  expect(curves.caption).toMatch(/ Only alpha=2\.$/);
  const values = trainingValues.run(
    { estimators: ['IXT'], facet: 'none', where: { settings } },
    orderedRun(),
  );
  expect(values.legend.map((entry) => entry.label).filter((label) => label.includes('alpha'))).toEqual([]);
  expect(values.caption).toMatch(/ Only alpha=2\.$/);
  const both = layerCurves.run(
    { estimators: ['IXT'], where: { epoch: 'last', settings: { 'IXT.alpha': [1, 2] } } },
    orderedRun(),
  );
  expect(both.legend.map((entry) => entry.series)).toEqual(['IXT (alpha=1)', 'IXT (alpha=2)']);
  expect(both.caption).not.toMatch(/Only/);
});
