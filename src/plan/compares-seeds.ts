import type { Plan } from './plan.ts';

/** Whether estimators compare networks that differ in their seed alone, so that their trials are not independent of one another. */
export function comparesSeeds({ stages }: Pick<Plan, 'stages'>, estimators: readonly string[]): boolean {
  const seeds = new Map(stages.map(({ id, seed }) => [id, seed]));
  return stages.some(({ seed, branches }) =>
    branches.some((branch) =>
      branch.estimators.some(
        ({ name, other }) => other && estimators.includes(name) && seeds.get(other.stage) !== seed,
      ),
    ),
  );
}
