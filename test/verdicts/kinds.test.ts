import { describe, expect, test } from 'vitest';
import atLeast from '../../runner/nodes/claim/at-least.ts';
import atMost from '../../runner/nodes/claim/at-most.ts';
import greaterThan from '../../runner/nodes/claim/greater-than.ts';
import lessThan from '../../runner/nodes/claim/less-than.ts';
import near from '../../runner/nodes/claim/near.ts';
import nonDecreasing from '../../runner/nodes/claim/non-decreasing.ts';
import nonIncreasing from '../../runner/nodes/claim/non-increasing.ts';
import { accuracies, course, claimRows as rowsOf, smallContext } from '../claims/small-tables.ts';

const training = { table: 'training' } as const;

describe('bounds', () => {
  const context = smallContext({ training: accuracies([0.1, 0.97, 0.99]) });

  test('at least: each value is a case, the margin is the distance on the right side', () => {
    const all = rowsOf(atLeast, { ...training, bound: 0.975 }, context).at(-1)!;
    expect(all).toMatchObject({ cases: 3, violations: 2, verdict: 'failed-once' });
    expect(all.worst_margin).toBeCloseTo(0.1 - 0.975, 12);
    const last = rowsOf(atLeast, { ...training, bound: 0.975, where: { epoch: 'last' } }, context).at(-1)!;
    expect(last).toMatchObject({ cases: 1, violations: 0, verdict: 'held-once' });
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
    expect(rowsOf(atLeast, params, context).at(-1)).toMatchObject({ verdict: 'vacuous' });
  });

  test('near holds within its tolerance and is never vacuous', () => {
    const params = { ...training, target: 0.98, tolerance: 0.01 + 1e-12, where: { from: 1 } };
    expect(rowsOf(near, params, context).at(-1)).toMatchObject({
      cases: 2,
      violations: 0,
      verdict: 'held-once',
    });
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
  expect(allowing(0.29)).toMatchObject({ cases: 100, violations: 29, verdict: 'held-once' });
  expect(allowing(0.28)).toMatchObject({ verdict: 'failed-once' });
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
    const say = (more: object) => atMost.run({ ...params, ...more }, context).unit;
    return [say({}), say({ models: ['net0'] })];
  };

  test('is nats for cross-entropy alone', () => {
    expect(judged(undefined)[0]).toBe('nats');
    expect(judged('mse')[0]).toBe('');
    expect(judged(undefined, 'mse')).toEqual(['', 'nats']);
  });
});

describe('order', () => {
  test('along the epochs, each layer a chain', () => {
    const context = smallContext({ estimates: [...course('C1', [3, 2, 2.5]), ...course('F1', [2, 1, 0])] });
    const all = rowsOf(nonIncreasing, { estimator: 'IXT', along: 'epoch', tolerance: 0.1 }, context).at(-1)!;
    expect(all).toMatchObject({ cases: 4, violations: 1, verdict: 'failed-once' });
    expect(all.worst_margin).toBeCloseTo(0.1 - 0.5, 12);
    const mean = rowsOf(nonIncreasing, { estimator: 'IXT', along: 'epoch', by: [] }, context).at(-1)!;
    // Means over the layers: 2.5, 1.5, 1.25.
    expect(mean).toMatchObject({ cases: 2, violations: 0, verdict: 'held-once' });
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
    expect(found.map((row) => [row.trial, row.cases, row.violations, row.verdict])).toEqual([
      ['seed=1', 2, 0, 'held-once'],
      ['seed=2', 2, 1, 'failed-once'],
      ['all', 4, 1, 'unclear'],
    ]);
    const mean = rowsOf(nonDecreasing, { estimator: 'IXT', along: 'filters', on: 'mean' }, context).at(-1)!;
    // Steps 1 and 1 (no width), and 1 and -0.5: mean 0.25, s = 1.5 / sqrt 2, t(1) = 12.7062.
    expect(mean).toMatchObject({ verdict: 'unclear', trials: 2, agreeing: 1 });
    expect(mean.worst_margin).toBeCloseTo(0.25, 12);
    expect(mean.low).toBeCloseTo(0.25 - 12.7062 * 0.75, 3);
  });

  test('along an axis whose values have other seeds, by the difference of two means', () => {
    const base = smallContext({
      seeds: [1, 2, 3, 4],
      filters: [2, 6],
      estimates: [1, 2, 3, 4].flatMap((seed) =>
        course('C1', [seed % 2 === 0 ? 1 + seed / 100 : 2 + seed / 100], {
          seed,
          filters: seed % 2 === 0 ? 2 : 6,
        }),
      ),
    });
    const all = rowsOf(nonDecreasing, { estimator: 'IXT', along: 'filters', on: 'mean' }, base).at(-1)!;
    // no trial has both values
    expect(all.cases).toBe(0);
    const context = { ...base, plan: { ...base.plan, trials: base.plan.trials } };
    const [place] = nonDecreasing.run({ estimator: 'IXT', along: 'filters' }, context).settings![0]!.places;
    expect(place!.sample).toMatchObject({ plus: [2.01, 2.03], minus: [1.02, 1.04], offset: 0 });
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
    expect(found.map((row) => [row.trial, row.cases, row.verdict])).toEqual([
      ['filters=6', 1, 'held-once'],
      ['all', 1, 'held-once'],
    ]);
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
  });

  test('every other layer, when none is named', () => {
    const rows = [...course('C1', [3]), ...course('C2', [2]), ...course('F1', [1])];
    const found = rowsOf(
      greaterThan,
      { estimator: 'IXT', than: { layer: 'F1' } },
      smallContext({ estimates: rows }),
    );
    expect(found.at(-1)).toMatchObject({ cases: 2, verdict: 'held-once', worst_margin: 1 });
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

  test('the difference has to exceed excess and tolerance together; a negative excess asks for less', () => {
    const judged = (value: number, excess: number, node = greaterThan) => {
      const estimates = [...course('C1', [value]), ...course('F1', [2])];
      const params = {
        estimator: 'IXT',
        where: { layer: 'C1' },
        than: { layer: 'F1' },
        excess,
        tolerance: 0.02,
      };
      return rowsOf(node, params, smallContext({ estimates })).at(-1)!.verdict;
    };
    expect(judged(2, 1)).toBe('failed-once');
    expect(judged(3.5, 1)).toBe('held-once');
    expect(judged(3.01, 1)).toBe('failed-once');
    expect(judged(2, 0)).toBe('failed-once');
    // not worse by 0.18 or more
    expect(judged(2, -0.2)).toBe('held-once');
    expect(judged(1.9, -0.2)).toBe('held-once');
    expect(judged(1.8, -0.2)).toBe('failed-once');
    expect(judged(1.5, 0, lessThan)).toBe('held-once');
    expect(judged(2, 0, lessThan)).toBe('failed-once');
    expect(judged(2.1, -0.2, lessThan)).toBe('held-once');
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
    expect(all).toMatchObject({ cases: 1, verdict: 'held-once' });
    expect(all.statement).toMatch(/1 case without a value/);
  });
});
