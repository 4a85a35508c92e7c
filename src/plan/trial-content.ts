import type { Plan, TrialPlan } from './plan.ts';

/**
 * What of a trial decides its training and the rows of some estimators, as text: trials with the same are the same measurement
 * told several times, as where only another estimator has an axis.
 * @param estimators whose rows are looked at; none for a training's own
 * @param apart `facet`: axis whose values are kept apart all the same; `models`: without estimators, only these trainings
 */
export function trialContent(
  trial: TrialPlan,
  plan: Plan,
  estimators: readonly string[],
  {
    facet = 'none',
    models,
  }: { readonly facet?: string; readonly models?: readonly string[] | undefined } = {},
): string {
  const parts = plan.stages.flatMap((stage) => {
    const branch = stage.branches.find((each) => each.trial === trial.id);
    if (!branch || models?.includes(stage.model.name) === false) return [];
    const named = branch.estimators.filter(({ name }) => estimators.includes(name));
    const read = named.map(({ name, key }) => [name, key]);
    // a training that none of them looks at does not count
    return estimators.length > 0 && read.length === 0 ? [] : [[stage.key, stage.model.name, read]];
  });
  const axis = Object.keys(trial.settings).find((name) => name === facet || name.endsWith(`.${facet}`));
  const panel = axis === undefined ? null : (trial.settings[axis] ?? null);
  return JSON.stringify(parts.length === 0 ? trial.id : [panel, parts]);
}
