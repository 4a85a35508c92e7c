import { expect, test } from 'vitest';
import type { Figure } from '../../../reports/report-input.ts';
import type { ReportContext } from '../../../runner/contract/report.ts';
import layerCurves from '../../../runner/nodes/report/layer-curves.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';
import { variedRun } from '../../reports/varied-run.ts';

function contextOf(run = syntheticRun()): ReportContext {
  return { name: 'figure', plan: run.plan, tables: run.tables };
}

const headings = (figure: Figure) => figure.panels.map((panel) => `${panel.group} | ${panel.title}`);

test('a row of panels for each quantity, a panel for each epoch, layers in the probe order', () => {
  const figure = layerCurves.run(
    { estimators: ['IXT', 'IDD'], where: { epoch: [0, '1/3', 'last'] } },
    contextOf(),
  );
  // The test accuracy of the synthetic run, from its formula, follows the epoch.
  const titles = [
    [0, 0],
    [156, 0.333],
    [469, 1],
  ].map(([iteration, epoch]) => {
    const loss = 0.13 + 2.2 * Math.exp(-iteration! / 120) + 0.01 * Math.sin(1 + iteration!);
    return `epoch ${epoch}, accuracy\u00a0${(100 * (1 - loss / 2.6)).toFixed(1)}\u00a0%`;
  });
  expect(headings(figure)).toEqual(
    ['I(X;T) (bits)', 'I(dL;dk) (bits)'].flatMap((group) => titles.map((title) => `${group} | ${title}`)),
  );
  expect(figure.legend.map((entry) => entry.series)).toEqual(['IXT', 'IDD']);
  // As in the paper: blue forward, green backward, by what they are.
  expect(figure.legend.map(({ label, colour }) => [label, colour])).toEqual([
    ['I(X;T)', 0],
    ['I(dL;dk)', 2],
  ]);
  expect(figure.data.slice(0, 6).map((row) => row.layer)).toEqual(['C1', 'P1', 'C2', 'P2', 'F1', 'F2']);
  expect(figure.data).toHaveLength(36);
  expect(figure.data.every((row) => row.low === null)).toBe(true);
});

test('means over seeds lie inside their intervals', () => {
  const run = syntheticRun({ seeds: 5 });
  const figure = layerCurves.run(
    { estimators: ['IXT'], where: { epoch: 'last', layer: 'C2' } },
    contextOf(run),
  );
  const values = run.tables.estimates.flatMap((row) =>
    row.estimator === 'IXT' && row.layer === 'C2' && row.iteration === 469 ? [row.value as number] : [],
  );
  const [point] = figure.data;
  expect(figure.data).toHaveLength(1);
  expect(point!.trials).toBe(5);
  expect(point!.value).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 5, 12);
  expect(point!.low as number).toBeLessThan(point!.value as number);
  expect(point!.high as number).toBeGreaterThan(point!.value as number);
});

test('over another axis the seeds stay apart', () => {
  const figure = layerCurves.run(
    { estimators: ['IXT'], over: 'alpha' },
    contextOf(syntheticRun({ seeds: 2 })),
  );
  expect(figure.legend.map((entry) => entry.label)).toEqual(['IXT (seed=1)', 'IXT (seed=2)']);
});

test('without where, many epochs are thinned to twelve panels', () => {
  const run = syntheticRun({ iterations: Array.from({ length: 100 }, (_, i) => i) });
  expect(layerCurves.run({ estimators: ['IXT'] }, contextOf(run)).panels).toHaveLength(12);
  const one = layerCurves.run(
    { estimators: ['IXT'], facet: 'none', where: { epoch: ['first', 'last'] } },
    contextOf(run),
  );
  expect(headings(one)).toEqual(['I(X;T) (bits) | ']);
  expect(one.legend).toHaveLength(2);
});

test('by an axis: one panel a value', () => {
  const figure = layerCurves.run(
    { estimators: ['IXT'], facet: 'filters', where: { epoch: 'last' } },
    contextOf(variedRun([2, 6])),
  );
  expect(figure.panels.map((panel) => panel.title.split(',')[0])).toEqual(['filters 2', 'filters 6']);
  expect(figure.panels.every((panel) => panel.title.endsWith('%'))).toBe(true);
  expect(figure.legend.map((entry) => entry.label)).toEqual(['I(X;T)']);
});

/** Epochs 1000, 1000 + 1 / 469, 1001 and 1002. */
const nearEachOther = variedRun([], { iterations: [469_000, 469_001, 469_469, 469_938] });

test('epochs near each other have panels of their own', () => {
  const { panels } = layerCurves.run({ estimators: ['IXT'] }, contextOf(nearEachOther));
  const titles = panels.map((panel) => panel.title.replace(/,.*/, ''));
  expect(titles).toEqual(['epoch 1000', 'epoch 1000.00213', 'epoch 1001', 'epoch 1002']);
  const curves = layerCurves.run({ estimators: ['IXT'], facet: 'none' }, contextOf(nearEachOther));
  expect(curves.legend.map((entry) => entry.label)).toEqual(titles.map((title) => `IXT (${title})`));
});

test('quantities of one unit stand in one panel when they are drawn together', () => {
  const figure = layerCurves.run(
    { estimators: ['IXT', 'IDD'], where: { epoch: 'last' }, together: true },
    contextOf(syntheticRun({ seeds: 3 })),
  );
  expect(figure.panels.map(({ group }) => group)).toEqual(['bits']);
  expect(new Set(figure.data.map((row) => row.series))).toEqual(new Set(['IXT', 'IDD']));
});

test('what a study asks for and the run does not have is said, with the panels that are there', () => {
  const run = syntheticRun();
  const estimates = run.tables.estimates.filter(
    ({ estimator, iteration }) => iteration === 0 || iteration === (estimator === 'IXT' ? 156 : 469),
  );
  const figure = layerCurves.run(
    { estimators: ['IXT', 'IDD'], where: { epoch: ['first', '1/3', 'last'] } },
    contextOf({ ...run, tables: { ...run.tables, estimates } }),
  );
  expect(figure.panels).toHaveLength(4);
  expect(figure.caption).toContain('No rows of IXT at the last epoch, IDD at epoch 1/3.');
});

test('below five trials there are dots and no intervals; an axis ends at log2 n', () => {
  const texts = [2, 5].map((seeds) => {
    const run = syntheticRun({ seeds });
    const estimates = run.tables.estimates.map((row) => ({ ...row, samples: 50 }));
    const figure = layerCurves.run(
      { estimators: ['IXT'], where: { epoch: 'last' } },
      contextOf({ ...run, tables: { ...run.tables, estimates } }),
    );
    return { caption: figure.caption, chart: JSON.stringify(figure.panels) };
  });
  expect(texts[0]!.caption).not.toContain('95 %');
  expect(texts[1]!.caption).toContain('95 % intervals');
  // 5.6 bits and a margin would go beyond what 50 samples can show
  expect(texts[0]!.chart).toContain(`: ${Math.log2(50)}`);
});
