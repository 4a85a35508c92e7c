import { expect, test } from 'vitest';
import layerSteps from '../../../runner/nodes/report/layer-steps.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

const run = syntheticRun({ seeds: 3 });
const context = { name: 'steps', plan: run.plan, tables: run.tables };

test('a panel for the claims of each estimator, a dot for each step, trial and row', () => {
  const figure = layerSteps.run({ estimators: ['IXT', 'IDD'] }, context);
  expect(figure.panels.map(({ title }) => title)).toEqual([
    'forward-dpi: I(X;T) (bits)',
    'backward-dpi: I(dL;dk) (bits)',
  ]);
  const own = run.tables.estimates.filter(({ estimator }) => estimator === 'IXT' || estimator === 'IDD');
  // five steps for six layers
  expect(figure.data).toHaveLength((own.length / 6) * 5);
});

test('what is beyond the tolerance is what the claim counts as broken', () => {
  for (const name of ['forward-dpi', 'backward-dpi']) {
    const { expect: kind, params } = run.plan.claims.find((claim) => claim.name === name)!;
    const figure = layerSteps.run({ estimators: [String(params.estimator)] }, context);
    const sign = kind === 'non-increasing' ? 1 : -1;
    const estimateOf = (trial: string, iteration: number, layer: string) =>
      run.tables.estimates.find(
        (row) =>
          row.estimator === params.estimator &&
          row.trial === trial &&
          row.iteration === iteration &&
          row.layer === layer,
      )!.value as number;
    for (const row of figure.data) {
      const [from, to] = String(row.step).split(' → ');
      const change =
        estimateOf(String(row.trial), Number(row.iteration), to!) -
        estimateOf(String(row.trial), Number(row.iteration), from!);
      expect(row.change).toBe(change);
      expect(row.breaks).toBe(sign * change > Number(params.tolerance ?? 0));
    }
    const broken = figure.data.filter((row) => row.breaks).length;
    const counted = run.tables.claims.filter((row) => row.claim === name && row.trial === 'all').at(-1)!;
    // pairs that are not neighbours may be cases more
    expect(broken).toBeLessThanOrEqual(Number(counted.violations));
  }
});

test('`where` narrows the rows, and a claim that breaks nowhere has no dot beyond its line', () => {
  const figure = layerSteps.run({ estimators: ['IXT'], where: { epoch: 'last' } }, context);
  expect(new Set(figure.data.map((row) => row.iteration))).toEqual(new Set([469]));
  expect(figure.course).toBeNull();
});

test('without a claim there is no line and nothing breaks', () => {
  const figure = layerSteps.run({ estimators: ['IXT'] }, { ...context, plan: { ...run.plan, claims: [] } });
  expect(figure.panels.map(({ title }) => title)).toEqual(['IXT: I(X;T) (bits)']);
  expect(figure.data.every((row) => row.limit === null && row.breaks === false)).toBe(true);
  expect(JSON.stringify(figure.panels)).not.toContain('strokeDash');
});
