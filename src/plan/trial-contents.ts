import type { BranchPlan, Plan, StagePlan, TrialPlan } from './plan.ts';

/**
 * What of a trial decides its training and the rows of some estimators, as text: trials with the same are the same measurement
 * told several times, as where only another estimator has an axis. The plan is looked through once for all its trials.
 * @param estimators whose rows are looked at; none for a training's own
 * @param models without estimators, only these trainings
 * @returns the content of a trial. `apart` are axes whose values are kept apart all the same
 */
export function trialContents(
  plan: Plan,
  estimators: readonly string[],
  { models }: { readonly models?: readonly string[] | undefined } = {},
): (trial: TrialPlan, apart?: readonly string[]) => string {
  const branchesOf = new Map<string, (readonly [StagePlan, BranchPlan])[]>();
  for (const stage of plan.stages) {
    if (models?.includes(stage.model.name) === false) continue;
    for (const branch of stage.branches) {
      const own = branchesOf.get(branch.trial);
      if (!own) branchesOf.set(branch.trial, [[stage, branch]]);
      else if (own.at(-1)![0] !== stage) own.push([stage, branch]);
    }
  }
  return (trial, apart = []) => {
    const parts = (branchesOf.get(trial.id) ?? []).flatMap(([stage, branch]) => {
      const named = branch.estimators.filter(({ name }) => estimators.includes(name));
      const read = named.map(({ name, key }) => [name, key]);
      // a training that none of them looks at does not count
      return estimators.length > 0 && read.length === 0 ? [] : [[stage.key, stage.model.name, read]];
    });
    const names = Object.keys(trial.settings);
    const panels = apart.map((facet) => {
      const axis = names.find((name) => name === facet || name.endsWith(`.${facet}`));
      return axis === undefined ? null : (trial.settings[axis] ?? null);
    });
    return JSON.stringify(parts.length === 0 ? trial.id : [panels, parts]);
  };
}
