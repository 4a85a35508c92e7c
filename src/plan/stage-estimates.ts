import type { EstimatorPlan, StagePlan } from './plan.ts';

/** The estimates of a stage, each once, however many trials read it and under whatever names. */
export function stageEstimates({ branches }: Pick<StagePlan, 'branches'>): readonly EstimatorPlan[] {
  const found = new Map<string, EstimatorPlan>();
  for (const { estimators } of branches)
    for (const estimator of estimators) if (!found.has(estimator.key)) found.set(estimator.key, estimator);
  return [...found.values()];
}
