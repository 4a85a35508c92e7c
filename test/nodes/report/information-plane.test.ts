import { describe, expect, test } from 'vitest';
import type { ReportContext } from '../../../runner/contract/report.ts';
import informationPlane from '../../../runner/nodes/report/information-plane.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';
import { variedRun } from '../../reports/varied-run.ts';

function contextOf(run = syntheticRun()): ReportContext {
  return { name: 'figure', plan: run.plan, tables: run.tables };
}

test('pairs the two estimators by trial, iteration and layer', () => {
  const run = syntheticRun();
  const figure = informationPlane.run({ x: 'IXT', y: 'ITY' }, contextOf(run));
  expect(figure.data).toHaveLength(18);
  const find = (estimator: string) =>
    run.tables.estimates.find(
      (row) => row.estimator === estimator && row.layer === 'P2' && row.iteration === 156,
    )!.value;
  const point = figure.data.find((row) => row.layer === 'P2' && row.iteration === 156)!;
  expect([point.x, point.y]).toEqual([find('IXT'), find('ITY')]);
  expect(figure.scrubber!.steps).toEqual([
    'epoch 0, iteration 0',
    'epoch 0.333, iteration 156',
    'epoch 1, iteration 469',
  ]);
  expect(JSON.stringify(figure.panels[0]!.vegaLite)).toContain(`"limit":${Math.log2(10)}`);
});

test('rows that only one estimator has are left out', () => {
  const run = syntheticRun();
  const estimates = run.tables.estimates.filter((row) => row.estimator !== 'ITY' || row.iteration !== 0);
  const figure = informationPlane.run(
    { x: 'IXT', y: 'ITY' },
    contextOf({ ...run, tables: { ...run.tables, estimates } }),
  );
  expect(figure.data).toHaveLength(12);
  expect(figure.scrubber!.steps).toHaveLength(2);
});

describe('zoomed and by trial', () => {
  test('what would hardly be enlarged is not drawn again, and the caption says so', () => {
    const figure = informationPlane.run(
      { x: 'IXT', y: 'ITY', zoom: { x: [0.5, 6], y: [0, 3] } },
      contextOf(),
    );
    expect(figure.panels.map((panel) => panel.title)).toEqual(['']);
    expect(figure.caption).toContain('fills the plane');
  });

  test('paths that lie over each other have a plane each, on the same axes', () => {
    const run = syntheticRun();
    const onTop = run.tables.estimates.map((row) => {
      const along = Number(row.iteration) / 469;
      const value = row.estimator === 'IXT' ? 5 * along : 2 * along;
      return { ...row, value: value * (1 - 0.1 * Number(row.layer_index)) };
    });
    const context = contextOf({ ...run, tables: { ...run.tables, estimates: onTop } });
    const { panels, caption } = informationPlane.run({ x: 'IXT', y: 'ITY' }, context);
    expect(panels.map((panel) => panel.title)).toEqual(['all layers', 'C1', 'P1', 'C2', 'P2', 'F1', 'F2']);
    expect(caption).toContain('a plane of its own');
    const ends = panels.map(({ vegaLite }) =>
      JSON.stringify((vegaLite.encoding as { x: { scale: object } }).x.scale),
    );
    expect(new Set(ends).size).toBe(1);
  });

  test('bounds as given, else the values from an epoch on with a margin', () => {
    const figure = informationPlane.run(
      { x: 'IXT', y: 'ITY', zoom: { x: [4, 5], from: 1 } },
      contextOf(variedRun()),
    );
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
    expect(informationPlane.run({ x: 'IXT', y: 'ITY' }, contextOf(variedRun())).choice).toBeNull();
  });
});

/** Epochs 1000, 1000 + 1 / 469, 1001 and 1002. */
const nearEachOther = variedRun([], { iterations: [469_000, 469_001, 469_469, 469_938] });

test('epochs near each other are told apart by the slider', () => {
  const { scrubber } = informationPlane.run({ x: 'IXT', y: 'ITY' }, contextOf(nearEachOther));
  expect(scrubber!.steps.map((step) => step.replace(/,.*/, ''))).toEqual([
    'epoch 1000',
    'epoch 1000.00213',
    'epoch 1001',
    'epoch 1002',
  ]);
});
