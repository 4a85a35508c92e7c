import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/node/catalog.ts';
import { withKeys } from '../../src/plan/older-plan.ts';
import type { Json, Plan } from '../../src/plan/plan.ts';
import { planProblem } from '../../src/spec/plan-problem.ts';
import { planOf, studyText } from './study-text.ts';

/** A plan as it was before captures and estimates had keys, with a pruned network. */
function older(plan: Plan): Json {
  const stages = plan.stages.map(({ probes, branches, pruning, ...stage }) => ({
    ...stage,
    ...(pruning ? { pruning: { layer: 0, keep: 2, drop: 'smallest', branch: 0, estimator: 2 } } : {}),
    probes: probes.map(({ key: _, bytes: __, ...probe }) => probe),
    branches: branches.map(({ trial, estimators }) => ({
      trial,
      estimators: estimators.map(({ key: _, ...one }) => one),
    })),
  }));
  return JSON.parse(JSON.stringify({ ...plan, stages }));
}

test('a plan without keys gets keys that tell probes and estimators apart, and passes the check', () => {
  const pruned = studyText
    .replace(
      '\nprobes:',
      '  fewer: { kind: pruned, model: net, estimator: maps, layer: C1, keep: 2 }\n\nprobes:',
    )
    .replace('\nclaims:', '  maps: { kind: matrix-renyi, probe: forward, quantity: I(X;Tc) }\n\nclaims:')
    .replace('reports:\n', 'reports:\n  training: { kind: training-curves }\n')
    .concat('matrix: { estimators.IXT.alpha: [1.01, 2] }\n');
  const plan = planOf(pruned);
  const before = older(plan);
  const catalog = loadCatalog();
  expect(planProblem(before, catalog)).not.toBeNull();
  const after: Plan = JSON.parse(JSON.stringify(withKeys(before)));
  expect(planProblem(after, catalog)).toBeNull();
  const [stage] = after.stages;
  const [first, second] = stage!.branches.map(({ estimators }) =>
    Object.fromEntries(estimators.map(({ name, key }) => [name, key])),
  );
  expect(new Set(stage!.probes.map(({ key }) => key)).size).toBe(2);
  expect(new Set(Object.values(first!)).size).toBe(3);
  expect(second!.IDD).toBe(first!.IDD);
  expect(second!.IXT).not.toBe(first!.IXT);
});

test('a plan of today, and what is no plan, is given back as it is', () => {
  const plan = JSON.parse(JSON.stringify(planOf(studyText)));
  for (const value of [plan, null, 'plan', [], {}, { stages: 3 }, { stages: [null, { probes: 1 }] }])
    expect(withKeys(value)).toEqual(value);
});
