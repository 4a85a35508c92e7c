import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/node/catalog.ts';
import type { Plan, StagePlan } from '../../src/plan/plan.ts';
import { planProblem } from '../../src/spec/plan-problem.ts';
import { planOf, studyText } from '../plan/study-text.ts';

const plan = planOf(studyText);
const problemOf = (change: (stage: StagePlan) => Partial<StagePlan>) => {
  const stages: Plan['stages'] = plan.stages.map((stage) => ({ ...stage, ...change(stage) }));
  return planProblem(JSON.parse(JSON.stringify({ ...plan, stages })), loadCatalog());
};

test('a plan is one', () => {
  expect(problemOf(() => ({}))).toBeNull();
});

test.each([-1, 2, 0.5, 1e15])('an estimator does not read probe %d of two', (probe) => {
  const branches = (stage: StagePlan) =>
    stage.branches.map((branch) => ({
      ...branch,
      estimators: branch.estimators.map((one) => ({ ...one, probe })),
    }));
  expect(problemOf((stage) => ({ branches: branches(stage) }))).toMatch(/IXT.*probe/);
});

test.each([-1, 4, 0.5, 1e15])('a probe does not look at layer %d of four', (layer) => {
  const probes = (stage: StagePlan) => stage.probes.map((probe) => ({ ...probe, layers: [0, layer] }));
  expect(problemOf((stage) => ({ probes: probes(stage) }))).toMatch(/forward.*layer/);
});
