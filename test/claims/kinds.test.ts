import { describe, expect, test } from 'vitest';
import atLeast from '../../runner/nodes/claim/at-least.ts';
import atMost from '../../runner/nodes/claim/at-most.ts';
import falls from '../../runner/nodes/claim/falls.ts';
import greaterThan from '../../runner/nodes/claim/greater-than.ts';
import keepsFalling from '../../runner/nodes/claim/keeps-falling.ts';
import keepsRising from '../../runner/nodes/claim/keeps-rising.ts';
import lessThan from '../../runner/nodes/claim/less-than.ts';
import near from '../../runner/nodes/claim/near.ts';
import nonDecreasing from '../../runner/nodes/claim/non-decreasing.ts';
import nonIncreasing from '../../runner/nodes/claim/non-increasing.ts';
import phase from '../../runner/nodes/claim/phase.ts';
import rises from '../../runner/nodes/claim/rises.ts';
import { accuracies, claimRows as rowsOf, course, smallContext } from './small-tables.ts';

const training = { table: 'training' } as const;

describe('bounds', () => {
  const context = smallContext({ training: accuracies([0.1, 0.97, 0.99]) });

  test('at least: each value is a case, the margin is the distance on the right side', () => {
    const all = rowsOf(atLeast, { ...training, bound: 0.975 }, context).at(-1)!;
    expect(all).toMatchObject({ cases: 3, violations: 2, holds: false });
    expect(all.worst_margin).toBeCloseTo(0.1 - 0.975, 12);
    const last = rowsOf(atLeast, { ...training, bound: 0.975, where: { epoch: 'last' } }, context).at(-1)!;
    expect(last).toMatchObject({ cases: 1, violations: 0, holds: true, vacuous: false });
    expect(last.statement).toBe('test accuracy is at least 0.975 (epoch last)');
  });

  test('at most, of the loss', () => {
    const all = rowsOf(atMost, { ...training, value: 'loss', bound: 0.02, where: { from: 1 } }, context).at(
      -1,
    )!;
    expect(all).toMatchObject({ cases: 2, violations: 1 });
    expect(all.worst_margin).toBeCloseTo(0.02 - 0.03, 12);
  });

  test('values within the tolerance of the bound say nothing', () => {
    const params = { ...training, bound: 0.98, tolerance: 0.02, where: { from: 1 } };
    expect(rowsOf(atLeast, params, context).at(-1)).toMatchObject({ vacuous: true, holds: null });
  });

  test('near holds within its tolerance and is never vacuous', () => {
    const params = { ...training, target: 0.98, tolerance: 0.01 + 1e-12, where: { from: 1 } };
    expect(rowsOf(near, params, context).at(-1)).toMatchObject({ cases: 2, violations: 0, holds: true });
    expect(rowsOf(near, { ...params, tolerance: 0.005 }, context).at(-1)).toMatchObject({ violations: 2 });
  });
});

test('the share of violations is not lost to round-off', () => {
  const context = smallContext({
    training: accuracies(Array.from({ length: 100 }, (_, i) => (i < 29 ? 0.1 : 0.9))),
  });
  const allowing = (violations: number) =>
    rowsOf(atLeast, { ...training, bound: 0.5, violations }, context).at(-1);
  // 0.29 * 100 is 28.999999999999996
  expect(allowing(0.29)).toMatchObject({ cases: 100, violations: 29, holds: true });
  expect(allowing(0.28)).toMatchObject({ holds: false });
});

describe('the unit of the loss', () => {
  const base = smallContext({ training: accuracies([0.95]) });
  const judged = (...losses: readonly ('mse' | undefined)[]) => {
    const stages = losses.map((loss, at) => {
      const { training: trained, ...stage } = base.plan.stages[0]!;
      const model = { ...stage.model, name: `net${at}` };
      const own = loss ? { ...trained, loss } : trained;
      return { ...stage, key: `key-${at}`, model, training: own };
    });
    const trials = [{ ...base.plan.trials[0]!, stages: stages.map(({ key }) => key) }];
    const rows = base.training.map((row) => ({ ...row, model: 'net0' }));
    const context = { ...base, training: rows, plan: { ...base.plan, stages, trials } };
    const params = { ...training, value: 'loss', bound: 0.1 } as const;
    const say = (more: object) => rowsOf(atMost, { ...params, ...more }, context).at(-1)!.statement;
    return [say({}), say({ models: ['net0'] })];
  };

  test('is nats for cross-entropy alone', () => {
    expect(judged(undefined)[0]).toBe('test loss is at most 0.1 nats');
    expect(judged('mse')[0]).toBe('test loss is at most 0.1');
    expect(judged(undefined, 'mse')).toEqual(['test loss is at most 0.1', 'test loss is at most 0.1 nats']);
  });
});

describe('order', () => {
  test('along the epochs, each layer a chain', () => {
    const context = smallContext({ estimates: [...course('C1', [3, 2, 2.5]), ...course('F1', [2, 1, 0])] });
    const all = rowsOf(nonIncreasing, { estimator: 'IXT', along: 'epoch', tolerance: 0.1 }, context).at(-1)!;
    expect(all).toMatchObject({ cases: 4, violations: 1, holds: false });
    expect(all.worst_margin).toBeCloseTo(0.1 - 0.5, 12);
    const mean = rowsOf(nonIncreasing, { estimator: 'IXT', along: 'epoch', by: [] }, context).at(-1)!;
    // Means over the layers: 2.5, 1.5, 1.25.
    expect(mean).toMatchObject({ cases: 2, violations: 0, holds: true });
    expect(mean.worst_margin).toBeCloseTo(0.25, 12);
  });

  test('along an axis of the matrix, in the order of its numbers; a verdict a seed', () => {
    const rows = (seed: number, values: Record<number, number>) =>
      Object.entries(values).flatMap(([filters, value]) =>
        course('C1', [value], { seed, filters: Number(filters) }),
      );
    const context = smallContext({
      seeds: [1, 2],
      filters: [32, 2, 6],
      estimates: [...rows(1, { 2: 1, 6: 2, 32: 3 }), ...rows(2, { 2: 1, 6: 2, 32: 1.5 })],
    });
    const found = rowsOf(nonDecreasing, { estimator: 'IXT', along: 'filters' }, context);
    expect(found.map((row) => [row.trial, row.cases, row.violations, row.holds])).toEqual([
      ['seed=1', 2, 0, true],
      ['seed=2', 2, 1, false],
      ['all', 4, 1, false],
    ]);
    expect(found[0]!.statement).toBe('I(X;T) does not fall along filters 2 > 6 > 32');
    const mean = rowsOf(nonDecreasing, { estimator: 'IXT', along: 'filters', on: 'mean' }, context);
    // Means over the seeds: 1, 2, 2.25.
    expect(mean.map((row) => [row.trial, row.violations])).toEqual([
      ['mean', 0],
      ['all', 0],
    ]);
    expect(mean.at(-1)!.worst_margin).toBeCloseTo(0.25, 12);
    // Two seeds give three means of two draws; seed 2 alone falls by 0.5 and seed 1 alone rises by 1.
    expect(mean.at(-1)).toMatchObject({ low: -0.5, high: 1 });
  });

  test('settings narrow the trials', () => {
    const estimates = [2, 6].flatMap((filters) => course('C1', [1, filters], { filters }));
    const context = smallContext({ filters: [2, 6], estimates });
    const params = {
      estimator: 'IXT',
      bound: 5,
      where: { settings: { filters: 6 }, epoch: 'last' as const },
    };
    const found = rowsOf(atLeast, params, context);
    expect(found.map((row) => [row.trial, row.cases, row.holds])).toEqual([
      ['filters=2', 0, null],
      ['filters=6', 1, true],
      ['all', 1, true],
    ]);
  });
});

describe('change over the training', () => {
  const context = smallContext({ estimates: [...course('C1', [1, 5, 2]), ...course('F1', [4, 1, 3.5])] });

  test('by the ends: last minus first', () => {
    const up = rowsOf(rises, { estimator: 'IXT', tolerance: 0.2 }, context).at(-1)!;
    expect(up).toMatchObject({ cases: 2, violations: 1, holds: false });
    expect(up.worst_margin).toBeCloseTo(-0.5 - 0.2, 12);
    const down = rowsOf(falls, { estimator: 'IXT', where: { layer: 'F1' } }, context).at(-1)!;
    expect(down).toMatchObject({ cases: 1, violations: 0, holds: true });
    expect(down.worst_margin).toBeCloseTo(0.5, 12);
  });

  test('by the trend: size by the median slope, and significant', () => {
    const line = smallContext({ estimates: course('C1', [0, 1, 2, 3, 4, 5, 6, 17]) });
    const trend = rowsOf(rises, { estimator: 'IXT', test: 'trend', tolerance: 1 }, line).at(-1)!;
    expect(trend).toMatchObject({ holds: true });
    expect(trend.worst_margin).toBeCloseTo(7 - 1, 12);
    const short = smallContext({ estimates: course('C1', [0, 1, 2]) });
    // Three points in order: one of six orders, p = 1/6.
    expect(rowsOf(rises, { estimator: 'IXT', test: 'trend' }, short).at(-1)).toMatchObject({ holds: false });
    expect(rowsOf(rises, { estimator: 'IXT', test: 'trend', level: 0.25 }, short).at(-1)!.holds).toBe(true);
  });

  test('a course within the tolerance is vacuous, a single row no case', () => {
    const flat = smallContext({ estimates: course('C1', [1, 1.05, 1.02]) });
    expect(rowsOf(rises, { estimator: 'IXT', tolerance: 0.1 }, flat).at(-1)).toMatchObject({ vacuous: true });
    const single = smallContext({ estimates: course('C1', [1]) });
    expect(rowsOf(rises, { estimator: 'IXT' }, single).at(-1)).toMatchObject({ cases: 0, holds: null });
  });

  test('over five seeds, the p of sign flips is said', () => {
    const seeds = [1, 2, 3, 4, 5];
    const estimates = seeds.flatMap((seed) => course('C1', [0, seed], { seed }));
    const all = rowsOf(rises, { estimator: 'IXT' }, smallContext({ seeds, estimates })).at(-1)!;
    expect(all.statement).toMatch(/p = 0\.031 by sign flips/);
  });
});

describe('phases', () => {
  const run = (values: readonly number[], wanted: 'compression' | 'none', smooth = 1) =>
    rowsOf(
      phase,
      { estimator: 'IXT', phase: wanted, tolerance: 0.5, smooth },
      smallContext({ estimates: course('F2', values) }),
    ).at(-1)!;

  test('rises and falls by more than the tolerance', () => {
    expect(run([1, 3, 2], 'compression')).toMatchObject({ holds: true, worst_margin: 0.5 });
    expect(run([1, 3, 2], 'none')).toMatchObject({ holds: false, worst_margin: -0.5 });
    expect(run([1, 3, 2.7], 'compression')).toMatchObject({ holds: false });
    expect(run([1, 3, 2.7], 'none')).toMatchObject({ holds: true });
  });

  test('falling all the way is no compression phase, and a flat course says nothing', () => {
    expect(run([3, 2, 1], 'none')).toMatchObject({ holds: true, worst_margin: 0.5 });
    expect(run([3, 3.1, 3], 'none')).toMatchObject({ vacuous: true, holds: null });
  });

  test('smoothing takes a single spike away', () => {
    const spike = [1, 1, 1, 2.6, 1, 1, 1];
    expect(run(spike, 'none')).toMatchObject({ holds: false });
    // The mean of three is 1.533 at most: a rise of 0.533; of five, 1.32.
    expect(run(spike, 'none', 3).holds).toBe(false);
    expect(run(spike, 'none', 5)).toMatchObject({ vacuous: true });
  });
});

describe('greater than', () => {
  test('another layer at the same point of training', () => {
    const context = smallContext({ estimates: [...course('C1', [3, 2]), ...course('F1', [1, 2.5])] });
    const all = rowsOf(
      greaterThan,
      { estimator: 'IXT', where: { layer: 'C1' }, than: { layer: 'F1' } },
      context,
    ).at(-1)!;
    expect(all).toMatchObject({ cases: 2, violations: 1 });
    expect(all.worst_margin).toBeCloseTo(-0.5, 12);
    expect(all.statement).toBe('I(X;T) (C1) is greater than at F1');
  });

  test('every other layer, when none is named', () => {
    const rows = [...course('C1', [3]), ...course('C2', [2]), ...course('F1', [1])];
    const found = rowsOf(
      greaterThan,
      { estimator: 'IXT', than: { layer: 'F1' } },
      smallContext({ estimates: rows }),
    );
    expect(found.at(-1)).toMatchObject({ cases: 2, holds: true, worst_margin: 1 });
  });

  test('another estimator, layer by layer', () => {
    const other = course('C1', [1, 1], { estimator: 'ITY', quantity: 'I(T;Y)' });
    const context = smallContext({ estimates: [...course('C1', [3, 2]), ...other] });
    const all = rowsOf(
      greaterThan,
      { estimator: 'IXT', than: { estimator: 'ITY' }, excess: 1.5 },
      context,
    ).at(-1)!;
    expect(all).toMatchObject({ cases: 2, violations: 1, worst_margin: -0.5 });
  });

  test('a difference that falls short of the excess fails, one at the excess says nothing', () => {
    const judged = (value: number, excess: number) => {
      const estimates = [...course('C1', [value]), ...course('F1', [2])];
      const params = {
        estimator: 'IXT',
        where: { layer: 'C1' },
        than: { layer: 'F1' },
        excess,
        tolerance: 0.02,
      };
      return rowsOf(greaterThan, params, smallContext({ estimates })).at(-1);
    };
    expect(judged(2, 1)).toMatchObject({ vacuous: false, violations: 1, holds: false });
    expect(judged(3.5, 1)).toMatchObject({ vacuous: false, holds: true });
    expect(judged(3.01, 1)).toMatchObject({ vacuous: true, holds: null });
    // at most 0.2 less: the same is enough
    expect(judged(2, -0.2)).toMatchObject({ vacuous: false, holds: true });
    expect(judged(2, 0)).toMatchObject({ vacuous: true, holds: null });
  });

  test('another variant: a verdict a seed, pairs of the same seed', () => {
    const estimates = [1, 2].flatMap((seed) =>
      [2, 6, 32].flatMap((filters) => course('C1', [filters * seed], { seed, filters })),
    );
    const context = smallContext({ seeds: [1, 2], filters: [2, 6, 32], estimates });
    const found = rowsOf(greaterThan, { estimator: 'IXT', than: { settings: { filters: 2 } } }, context);
    expect(found.map((row) => [row.trial, row.cases, row.worst_margin])).toEqual([
      ['seed=1', 2, 4],
      ['seed=2', 2, 8],
      ['all', 4, 4],
    ]);
  });

  test('another split of the training table', () => {
    const rows = [...accuracies([0.1, 0.9]), ...accuracies([0.2, 0.8], { split: 'train' })];
    const all = rowsOf(
      greaterThan,
      { ...training, than: { split: 'train' } },
      smallContext({ training: rows }),
    ).at(-1)!;
    expect(all).toMatchObject({ cases: 2, violations: 1 });
  });

  test('a counterpart that is missing is no case', () => {
    const estimates = [...course('C1', [3, 2]), ...course('F1', [1, null])];
    const params = { estimator: 'IXT', where: { layer: 'C1' }, than: { layer: 'F1' } };
    const all = rowsOf(greaterThan, params, smallContext({ estimates })).at(-1)!;
    expect(all).toMatchObject({ cases: 1, holds: true });
    expect(all.statement).toMatch(/1 case without a value/);
  });
});
