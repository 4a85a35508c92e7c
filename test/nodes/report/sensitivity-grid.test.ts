import { describe, expect, test } from 'vitest';
import { compilePanel } from '../../../reports/charts/compile-panel.ts';
import sensitivityGrid from '../../../runner/nodes/report/sensitivity-grid.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { Row, RunTables } from '../../../src/table/columns.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

/** The colour of a share of one half: the middle of the scale, #f3ead9. */
const half = 'rgb(243, 234, 217)';

const alpha = 'estimators.IXT.alpha';
const bandwidth = 'estimators.IXT.bandwidth';

/** Two orders, two bandwidths, two seeds: value = order + 10 x bandwidth + seed / 10. */
function gridRun(): { plan: Plan; tables: RunTables } {
  const { plan } = syntheticRun();
  const trials = [1, 2].flatMap((order) =>
    [3, 5].flatMap((h) =>
      [1, 2].map((seed) => ({
        id: `a=${order},h=${h},seed=${seed}`,
        seed,
        settings: { [alpha]: order, [bandwidth]: { silverman: h } },
        stages: [],
      })),
    ),
  );
  const estimates = trials.flatMap(({ id, seed, settings }): Row[] =>
    ['C1', 'F2'].map((layer) => ({
      trial: id,
      seed,
      model: 'lenet5',
      epoch: 1,
      iteration: 10,
      layer,
      channel: null,
      estimator: 'IXT',
      quantity: 'I(X;T)',
      unit: 'bits',
      value:
        Number(settings[alpha]) + 10 * (settings[bandwidth] as { silverman: number }).silverman + seed / 10,
    })),
  );
  const claims = trials.map(({ id, seed, settings }): Row => {
    const order = Number(settings[alpha]);
    const verdict = order === 2 ? 'vacuous' : seed === 1 ? 'held-once' : 'failed-once';
    return { claim: 'forward-dpi', trial: id, verdict, worst_margin: order - seed };
  });
  return { plan: { ...plan, trials }, tables: { axes: [], estimates, training: [], claims, cases: [] } };
}

const context = { name: 'grid', ...gridRun() };
context.plan = {
  ...context.plan,
  axes: [alpha, bandwidth].map((name) => ({ name, path: name, values: [], retrains: false })),
};

describe('a grid of two settings', () => {
  test('means over the trials, a panel a layer, named in words', () => {
    const figure = sensitivityGrid.run({ estimator: 'IXT', x: 'alpha', y: 'bandwidth' }, context);
    expect(figure.panels.map((panel) => panel.title)).toEqual(['C1', 'F2']);
    const cell = figure.data.find(
      (row) => row.panel === 'C1' && row.alpha === '2' && row.bandwidth === 'silverman 5',
    )!;
    expect(cell.value).toBeCloseTo(52.15, 12);
    expect(cell.text).toBe('52.15');
    expect(figure.alt).toMatch(/C1: from 31\.\d \(alpha 1, bandwidth silverman 3\) to 52\.\d \(alpha 2,/);
  });

  test('verdicts: how many trials hold, and where the claim says nothing', () => {
    const figure = sensitivityGrid.run({ claims: ['forward-dpi'], x: 'alpha', y: 'bandwidth' }, context);
    const said = figure.data.map((row) => [row.alpha, row.bandwidth, row.text, row.value]);
    expect(said).toEqual([
      ['1', 'silverman 3', '1 of 2', 0.5],
      ['1', 'silverman 5', '1 of 2', 0.5],
      ['2', 'silverman 3', 'vacuous', null],
      ['2', 'silverman 5', 'vacuous', null],
    ]);
    expect(figure.alt).toContain('holds in all trials in 0 of 2 cells and in none in 0; 2 more say nothing');
  });

  test('a cell that says nothing is grey, and no other is', async () => {
    const figure = sensitivityGrid.run({ claims: ['forward-dpi'], x: 'alpha', y: 'bandwidth' }, context);
    const { svg } = await compilePanel(figure.panels[0]!, 'grid');
    const fills = [...svg.matchAll(/<path [^>]*fill="(#[0-9a-f]+|rgb[^"]+)"/g)].map(([, fill]) => fill);
    expect(fills).toEqual(['#d4d6da', '#d4d6da', half, half]);
  });

  test('with one axis, the lines are the claims or the layers', () => {
    const claims = sensitivityGrid.run({ x: 'alpha' }, context);
    expect(claims.panels).toHaveLength(1);
    expect(claims.data.map((row) => [row.claim, row.alpha, row.text])).toEqual([
      ['forward-dpi', '1', '2 of 4'],
      ['forward-dpi', '2', 'vacuous'],
    ]);
    const layers = sensitivityGrid.run({ estimator: 'IXT', x: 'alpha' }, context);
    expect(layers.data.map((row) => row.layer)).toEqual(['C1', 'F2', 'C1', 'F2']);
  });
});
