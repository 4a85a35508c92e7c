import type { EstimatorPlan, StagePlan } from './plan.ts';

/** The estimates of a stage, each once, however many trials read it and under whatever names. */
export function stageEstimates({ branches }: Pick<StagePlan, 'branches'>): readonly EstimatorPlan[] {
  const found = new Map<string, EstimatorPlan>();
  for (const { estimators } of branches)
    for (const estimator of estimators) if (!found.has(estimator.key)) found.set(estimator.key, estimator);
  return [...found.values()];
}

/** Those that the stage's own captures are enough for: who trains it, or reads its captures, makes them. */
export function ownEstimates(stage: Pick<StagePlan, 'branches'>): readonly EstimatorPlan[] {
  return stageEstimates(stage).filter(({ other }) => other === undefined);
}

/** An estimate that reads captures of two trainings. */
export type Comparison = EstimatorPlan & Required<Pick<EstimatorPlan, 'other'>>;

/** Those that read captures of another training too. */
export function comparisons(stage: Pick<StagePlan, 'branches'>): readonly Comparison[] {
  return stageEstimates(stage).filter((one): one is Comparison => one.other !== undefined);
}

/** The name under which a run tells of the comparisons of a stage, which are work of their own. */
export function comparisonsId({ id }: Pick<StagePlan, 'id'>): string {
  return `${id} compared`;
}
