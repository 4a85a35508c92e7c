import { describe, expect, test } from 'vitest';
import nonDecreasing from '../../../runner/nodes/claim/non-decreasing.ts';
import nonIncreasing from '../../../runner/nodes/claim/non-increasing.ts';
import type { Row } from '../../../src/table/columns.ts';
import { syntheticPlan } from '../../reports/synthetic-run.ts';
import { claimTables } from '../small-tables.ts';

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

function tables(rows: readonly Row[], seeds = 1, params: object = {}, wrong: 'rise' | 'fall' = 'rise') {
  const plan = syntheticPlan('t', seeds);
  const full = { estimator: 'IXT', tolerance: 0.02, ...params };
  const node = wrong === 'rise' ? nonIncreasing : nonDecreasing;
  return claimTables(node, full, { plan, estimates: rows, training: [] });
}

function judge(...given: Parameters<typeof tables>): readonly Row[] {
  return tables(...given).claims;
}

describe('claims along the layers', () => {
  test('counts steps and violations; the worst margin is that of the greatest way', () => {
    const [trial, all] = judge(rowsOf('base', { 0: [5, 4, 4.01, 3, 3.5, 1], 469: [5, 4, 3, 2, 1, 0] }));
    // Steps up: +0.01 (within the tolerance) and +0.5; margin 0.02 - 0.5.
    expect(trial).toMatchObject({ trial: 'base', cases: 10, violations: 1, verdict: 'failed-once' });
    expect(trial!.worst_margin).toBeCloseTo(-0.48, 12);
    const once = { verdict: 'failed-once', trials: 1, agreeing: 0, low: null, high: null, p: null };
    expect(all).toMatchObject({ trial: 'all', cases: 10, violations: 1, ...once });
  });

  test('every step is a case with both of its values, the same place in every trial', () => {
    const rows = [1, 2].flatMap((seed) => rowsOf(`seed=${seed}`, { 0: [6, 5, 5 + seed, 3, 2, 1] }));
    const { cases } = tables(rows, 2);
    expect(cases).toHaveLength(10);
    expect(cases[1]).toMatchObject({
      trial: 'seed=1',
      value: 6,
      than_value: 5,
      margin: 0.02 - 1,
      violated: true,
    });
    expect(cases[6]).toMatchObject({ trial: 'seed=2', value: 7, than_value: 5, where: cases[1]!.where });
  });

  test('a step of exactly the tolerance is none the wrong way', () => {
    const [trial] = judge(rowsOf('base', { 0: [1, 1.5, 0, 0, 0, 0] }), 1, { tolerance: 0.5 });
    expect(trial).toMatchObject({ violations: 0, verdict: 'held-once', worst_margin: 0 });
  });

  test('the opposite direction judges the opposite way', () => {
    const rows = rowsOf('base', { 0: [1, 2, 3, 4, 5, 6] });
    expect(judge(rows, 1, {}, 'fall')[0]).toMatchObject({ verdict: 'held-once', violations: 0 });
    expect(judge(rows, 1, {}, 'rise')[0]).toMatchObject({ verdict: 'failed-once', violations: 5 });
  });

  test('with one trial, allowed violations are a share of its cases', () => {
    const rows = rowsOf('base', { 0: [5, 4, 4.5, 3, 2, 1] });
    const held = { verdict: 'held-once', violations: 1, cases: 5 };
    expect(judge(rows, 1, { violations: 0.2 })[0]).toMatchObject(held);
    expect(judge(rows, 1, { violations: 0.19 })[0]!.verdict).toBe('failed-once');
  });

  test('values within the tolerance of each other make it vacuous, never holding', () => {
    const flat = [7, 6.999, 7, 6.995, 7, 6.99];
    for (const row of judge(rowsOf('base', { 0: flat, 469: flat }))) {
      expect(row).toMatchObject({ verdict: 'vacuous', cases: 10, violations: 0 });
    }
    // Flat at each iteration says nothing either, though the level changes between them.
    const lower = { 0: flat, 469: flat.map((v) => v - 3) };
    expect(judge(rowsOf('base', lower))[0]!.verdict).toBe('vacuous');
    expect(judge(rowsOf('base', { 0: flat, 469: [7, 6, 5, 4, 3, 2] }))[0]!.verdict).toBe('held-once');
  });

  test('missing values are counted out and said', () => {
    const [, all] = judge(rowsOf('base', { 0: [5, 4, null, 3, 2, 1], 469: [5, 4, 3, 2, 1, Number.NaN] }));
    expect(all).toMatchObject({ cases: 7, violations: 0, verdict: 'held-once' });
    expect(all!.statement).toMatch(/3 cases/);
  });

  test('a trial that stopped misses the rows that others have; with most of them it is no data', () => {
    const long = { 0: [6, 5, 4, 3, 2, 1], 469: [6, 5, 4, 3, 2, 1] };
    const rows = [...rowsOf('seed=1', long), ...rowsOf('seed=2', { 0: [6, 5, 4, 3, 2, 1] })];
    const params = { where: { epoch: 'last' } };
    // one of two is left: half of them
    expect(judge(rows, 2, params).at(-1)).toMatchObject({ verdict: 'held-once', trials: 1, cases: 5 });
    const alone = judge(rows, 3, params).at(-1)!;
    expect(alone).toMatchObject({ verdict: 'no-data', trials: 1 });
    expect(alone.statement).toMatch(/2 trials without data/);
  });

  test('no rows give no verdict', () => {
    const none = { verdict: 'no-data', cases: 0, worst_margin: null };
    for (const row of judge([])) expect(row).toMatchObject(none);
  });

  test('over trials: the t interval of the mean of the worst margins judges', () => {
    const rows = [0.1, 0.3, 0.5].flatMap((rise, i) =>
      rowsOf(`seed=${i + 1}`, { 0: [5, 4, 4 + rise, 3, 2, 1] }),
    );
    const result = judge(rows, 3);
    expect(result.map((row) => row.trial)).toEqual(['seed=1', 'seed=2', 'seed=3', 'all']);
    const all = result.at(-1)!;
    // margins -0.08, -0.28, -0.48: mean -0.28, s 0.2, t(2) = 4.30265
    expect(all).toMatchObject({ cases: 15, violations: 3, verdict: 'unclear', trials: 3, agreeing: 0 });
    expect(all.worst_margin).toBeCloseTo(-0.48, 12);
    expect(all.low).toBeCloseTo(-0.28 - (4.30265 * 0.2) / Math.sqrt(3), 5);
    expect(all.high).toBeCloseTo(-0.28 + (4.30265 * 0.2) / Math.sqrt(3), 5);
    expect(judge(rows, 3)).toEqual(result);
  });

  test('vacuous trials are left out, unless most are', () => {
    const flat = (seed: number) => rowsOf(`seed=${seed}`, { 0: [7, 7, 7, 7, 7, 7] });
    const rising = rowsOf('seed=2', { 0: [5, 4, 4.5, 3, 2, 1] });
    expect(judge([...flat(1), ...rising], 2).at(-1)).toMatchObject({
      cases: 5,
      verdict: 'failed-once',
      trials: 1,
    });
    const most = judge([...flat(1), ...rising, ...flat(3)], 3).at(-1);
    expect(most).toMatchObject({ verdict: 'vacuous', trials: 3, cases: 15 });
  });

  test('where narrows layers and epochs', () => {
    const rows = rowsOf('base', { 0: [1, 2, 3, 4, 5, 6], 469: [6, 5, 4, 3, 2, 9] });
    const { claims, cases } = tables(rows, 1, { where: { layer: ['F1', 'C1', 'P2'], epoch: 'last' } });
    expect(claims[0]).toMatchObject({ cases: 2, violations: 0, verdict: 'held-once' });
    expect(cases.map(({ value }) => value)).toEqual([3, 2]);
  });

  test('on means: every step by its own interval, and the mean whose trials go either way is flat', () => {
    const rows = [0.1, 0.12, 0.11, 0.09].flatMap((rise, i) =>
      rowsOf(`seed=${i + 1}`, { 0: [5, 4, 4 + rise, 3, 2, 1] }),
    );
    const all = judge(rows, 4, { on: 'mean' }).at(-1)!;
    expect(all).toMatchObject({ verdict: 'fails', trials: 4, agreeing: 0 });
    expect(all.worst_margin).toBeCloseTo(0.02 - 0.105, 12);
    expect(all.where).toMatch(/P1 -> C2/);
  });
});
