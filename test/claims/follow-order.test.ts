import { describe, expect, test } from 'vitest';
import { verdicts } from '../../runner/claims/evaluate-claims.ts';
import { followOrder } from '../../runner/claims/follow-order.ts';
import type { Row } from '../../src/table/columns.ts';
import { syntheticPlan } from '../reports/synthetic-run.ts';

const layers = ['C1', 'P1', 'C2', 'P2', 'F1', 'F2'];

/** Rows of IXT for one trial: a list of values by iteration. */
function rowsOf(trial: string, chains: Record<number, readonly (number | null)[]>): Row[] {
  return Object.entries(chains).flatMap(([iteration, values]) =>
    values.map((value, k) => ({
      trial,
      model: 'lenet5',
      estimator: 'IXT',
      quantity: 'I(X;T)',
      unit: 'bits',
      channel: null,
      iteration: Number(iteration),
      epoch: Number(iteration) / 469,
      layer: layers[k]!,
      value,
    })),
  );
}

function judge(
  rows: readonly Row[],
  seeds = 1,
  params: Record<string, unknown> = {},
  wrong: 'rise' | 'fall' = 'rise',
) {
  const plan = syntheticPlan('t', seeds);
  const full = { estimator: 'IXT', tolerance: 0.02, violations: 0, ...params };
  const findings = followOrder(wrong)(full, { plan, estimates: rows, training: [] });
  const claim = {
    name: 'dpi',
    expect: 'x',
    params: { tolerance: full.tolerance, violations: full.violations },
    statement: '',
  };
  return verdicts(claim, findings);
}

describe('claims along the layers', () => {
  test('counts steps, violations and the worst margin', () => {
    const [trial, all] = judge(rowsOf('base', { 0: [5, 4, 4.01, 3, 3.5, 1], 469: [5, 4, 3, 2, 1, 0] }));
    // Steps up: +0.01 (within the tolerance) and +0.5; margin 0.02 - 0.5.
    expect(trial).toMatchObject({ trial: 'base', cases: 10, violations: 1, holds: false, vacuous: false });
    expect(trial!.worst_margin).toBeCloseTo(-0.48, 12);
    expect(all).toMatchObject({
      trial: 'all',
      cases: 10,
      violations: 1,
      holds: false,
      low: null,
      high: null,
    });
    expect(trial!.statement).toBe(
      'I(X;T) does not rise along C1 > P1 > C2 > P2 > F1 > F2 by more than 0.02 bits',
    );
  });

  test('a step of exactly the tolerance is none the wrong way', () => {
    const [trial] = judge(rowsOf('base', { 0: [1, 1.5, 0, 0, 0, 0] }), 1, { tolerance: 0.5 });
    expect(trial).toMatchObject({ violations: 0, holds: true, worst_margin: 0 });
  });

  test('the opposite direction judges the opposite way', () => {
    const rows = rowsOf('base', { 0: [1, 2, 3, 4, 5, 6] });
    expect(judge(rows, 1, {}, 'fall')[0]).toMatchObject({ holds: true, violations: 0 });
    expect(judge(rows, 1, {}, 'rise')[0]).toMatchObject({ holds: false, violations: 5 });
  });

  test('allowed violations are a share of the cases', () => {
    const rows = rowsOf('base', { 0: [5, 4, 4.5, 3, 2, 1] });
    expect(judge(rows, 1, { violations: 0.2 })[0]).toMatchObject({ holds: true, violations: 1, cases: 5 });
    expect(judge(rows, 1, { violations: 0.19 })[0]!.holds).toBe(false);
    expect(judge(rows, 1, { violations: 0.2 })[0]!.statement).toMatch(/in at least 80 % of the cases$/);
  });

  test('values within the tolerance of each other make it vacuous, never holding', () => {
    const flat = [7, 6.999, 7, 6.995, 7, 6.99];
    for (const row of judge(rowsOf('base', { 0: flat, 469: flat }))) {
      expect(row).toMatchObject({ vacuous: true, holds: null, cases: 10, violations: 0 });
    }
    // Flat at each iteration says nothing either, though the level changes between them.
    expect(judge(rowsOf('base', { 0: flat, 469: flat.map((v) => v - 3) }))[0]).toMatchObject({
      vacuous: true,
    });
    expect(judge(rowsOf('base', { 0: flat, 469: [7, 6, 5, 4, 3, 2] }))[0]).toMatchObject({
      vacuous: false,
      holds: true,
    });
  });

  test('missing values are counted out and said', () => {
    const [trial] = judge(rowsOf('base', { 0: [5, 4, null, 3, 2, 1], 469: [5, 4, 3, 2, 1, Number.NaN] }));
    expect(trial).toMatchObject({ cases: 7, violations: 0, holds: true });
    expect(trial!.statement).toMatch(/\(3 cases without a value left out\)$/);
  });

  test('a trial that stopped misses the rows that others have', () => {
    const rows = [
      ...rowsOf('seed=1', { 0: [6, 5, 4, 3, 2, 1], 469: [6, 5, 4, 3, 2, 1] }),
      ...rowsOf('seed=2', { 0: [6, 5, 4, 3, 2, 1] }),
    ];
    const all = judge(rows, 3).at(-1)!;
    expect(all).toMatchObject({ holds: true, cases: 15 });
    expect(all.statement).toMatch(/\(15 cases without a value left out; 1 trial without a case\)$/);
  });

  test('no rows give no verdict', () => {
    expect(judge([])[1]).toMatchObject({ holds: null, vacuous: false, cases: 0, worst_margin: null });
  });

  test('over trials: pooled rate, worst margin, and an interval of the mean margin', () => {
    const rows = [0.1, 0.3, 0.5].flatMap((rise, i) =>
      rowsOf(`seed=${i + 1}`, { 0: [5, 4, 4 + rise, 3, 2, 1] }),
    );
    const result = judge(rows, 3);
    expect(result.map((row) => row.trial)).toEqual(['seed=1', 'seed=2', 'seed=3', 'all']);
    const all = result.at(-1)!;
    expect(all).toMatchObject({ cases: 15, violations: 3, holds: false });
    expect(all.worst_margin).toBeCloseTo(-0.48, 12);
    // Means of three draws from -0.08, -0.28, -0.48: the 2.5 % point is the least possible mean (probability 1/27).
    expect(all.low).toBeCloseTo(-0.48, 12);
    expect(all.high).toBeCloseTo(-0.08, 12);
    expect(judge(rows, 3)).toEqual(result);
  });

  test('vacuous trials are left out of the verdict over trials', () => {
    const rows = [
      ...rowsOf('seed=1', { 0: [7, 7, 7, 7, 7, 7] }),
      ...rowsOf('seed=2', { 0: [5, 4, 4.5, 3, 2, 1] }),
    ];
    const all = judge(rows, 2, { violations: 0.15 }).at(-1)!;
    expect(all).toMatchObject({ cases: 5, violations: 1, holds: false, vacuous: false });
    expect(all.statement).toMatch(/1 vacuous trial left out/);
  });

  test('where narrows layers and epochs', () => {
    const rows = rowsOf('base', { 0: [1, 2, 3, 4, 5, 6], 469: [6, 5, 4, 3, 2, 9] });
    const [trial] = judge(rows, 1, { where: { layer: ['F1', 'C1', 'P2'], epoch: 'last' } });
    expect(trial).toMatchObject({ cases: 2, violations: 0, holds: true });
    expect(trial!.statement).toMatch(/along C1 > P2 > F1 /);
  });
});
