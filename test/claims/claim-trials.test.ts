import { expect, test } from 'vitest';
import { claimTrials } from '../../runner/claims/claim-trials.ts';
import type { Json, Plan } from '../../src/plan/plan.ts';
import { syntheticPlan } from '../reports/synthetic-run.ts';

const [alpha, width] = ['estimators.IXT.alpha', 'estimators.IDD.width'];

/** Trials of one training a seed; IXT's order and IDD's width differ between them. The order 9 is the order 1 again. */
function planOf(points: readonly (readonly [seed: number, alpha: number, width: number])[]): Plan {
  const base = syntheticPlan('t', 2);
  const trials = points.map(([seed, order, wide]) => ({
    id: `seed=${seed},alpha=${order},width=${wide}`,
    seed,
    settings: { seed, [alpha]: order, [width]: wide } as Record<string, Json>,
    stages: [`key-${seed}`],
  }));
  const stages = base.stages.map((stage) => ({
    ...stage,
    branches: trials
      .filter(({ seed }) => seed === stage.seed)
      .map(({ id, settings }) => ({
        trial: id,
        estimators: stage.branches[0]!.estimators.map((one) => {
          const own =
            one.name === 'IXT'
              ? { alpha: settings[alpha] === 9 ? 1 : settings[alpha]! }
              : { width: settings[width]! };
          return { ...one, key: `${one.key} ${JSON.stringify(own)}`, params: { ...one.params, ...own } };
        }),
      })),
  }));
  const axis = (name: string, values: readonly number[]) => ({ name, path: name, values, retrains: false });
  return { ...base, axes: [axis('seed', [1, 2]), axis(alpha, [1, 2]), axis(width, [3, 4])], trials, stages };
}

const grid = [1, 2].flatMap((seed) => [1, 2].flatMap((a) => [3, 4].map((w) => [seed, a, w] as const)));
const names = (found: ReturnType<typeof claimTrials>) => [...found.values()].map(({ name }) => name);

test('an axis that changes nothing that a claim reads is no part of its settings', () => {
  const found = claimTrials(planOf(grid), [], { estimator: 'IXT' });
  expect(names(found)).toEqual(['seed=1,alpha=1', 'seed=1,alpha=2', 'seed=2,alpha=1', 'seed=2,alpha=2']);
  expect([...found.values()][0]!.cells).toEqual({ [alpha]: 1 });
  expect(new Set([...found.values()].map(({ setting }) => setting))).toEqual(new Set(['alpha=1', 'alpha=2']));
  // of the training, neither axis changes anything
  expect(names(claimTrials(planOf(grid), [], {}))).toEqual(['seed=1', 'seed=2']);
  // both are read
  expect(claimTrials(planOf(grid), [], { estimator: 'IXT', than: { estimator: 'IDD' } }).size).toBe(8);
});

test('axes that only change together both stay', () => {
  const zipped = [1, 2].flatMap((seed) => [[seed, 1, 3] as const, [seed, 2, 4] as const]);
  const found = claimTrials(planOf(zipped), [], { estimator: 'IXT' });
  expect([...found.values()][0]!.setting).toBe('alpha=1,width=3');
});

test('the axis that a claim follows joins trials, and where.settings leaves some out', () => {
  const joined = claimTrials(planOf(grid), [alpha], { estimator: 'IXT' });
  expect(new Set(names(joined))).toEqual(new Set(['seed=1', 'seed=2']));
  expect(joined.size).toBe(4);
  const picked = claimTrials(planOf(grid), [], { estimator: 'IXT', where: { settings: { alpha: 2 } } });
  expect(names(picked)).toEqual(['seed=1,alpha=2', 'seed=2,alpha=2']);
});

test('a setting that measures what an earlier one does is marked', () => {
  const plan = planOf([1, 2].flatMap((seed) => [1, 2, 9].map((order) => [seed, order, 3] as const)));
  const found = [...claimTrials(plan, [], { estimator: 'IXT' }).values()];
  expect(found.filter(({ repeats }) => repeats).map(({ cells }) => cells[alpha])).toEqual([9, 9]);
  expect(found).toHaveLength(6);
});
