import { expect, test } from 'vitest';
import { askedSettings } from '../../runner/calibration/asked-settings.ts';
import type { Row } from '../../src/table/columns.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

const { plan, tables } = syntheticRun({ seeds: 2 });

test('each estimator with each of its settings once, with its own first row', () => {
  const rows: Row[] = tables.estimates.map((row, at) => ({ ...row, samples: at }));
  const asked = askedSettings(plan, rows);
  expect(asked.map(({ name }) => name)).toEqual(['IXT', 'ITY', 'IDD']);
  for (const { name, first } of asked)
    expect(first!.samples, name).toBe(rows.findIndex(({ estimator }) => estimator === name));
  const byRank = [...asked].sort((a, b) => a.first!.rank - b.first!.rank);
  const bySamples = [...asked].sort((a, b) => a.first!.samples! - b.first!.samples!);
  expect(byRank).toEqual(bySamples);
  expect(askedSettings(plan, []).map(({ first }) => first)).toEqual([null, null, null]);
});

test('settings that differ are asked for each; cells that are no text or number say nothing', () => {
  const [stage] = plan.stages;
  const [branch] = stage!.branches;
  const [own] = branch!.estimators;
  const wide = { ...own!, params: { ...own!.params, alpha: 2 } };
  const branches = [branch!, { trial: 'other', estimators: [wide, own!] }];
  const rows = [{ trial: 'other', estimator: own!.name, samples: 'many', bandwidth: 7, method: 'f64' }];
  const asked = askedSettings({ ...plan, stages: [{ ...stage!, branches }] }, rows);
  expect(asked.map(({ name }) => name)).toEqual(['IXT', 'ITY', 'IDD', 'IXT']);
  const first = { rank: 0, samples: null, bandwidth: null, method: 'f64' };
  expect(asked.map((one) => one.first)).toEqual([first, null, null, first]);
});

test('twenty thousand stages of one trial ask for its estimators once', () => {
  const [stage] = plan.stages;
  const stages = Array.from({ length: 20_000 }, () => stage!);
  expect(askedSettings({ ...plan, stages }, tables.estimates)).toHaveLength(3);
});
