import type { Plan } from '../../src/plan/plan.ts';

/** What is said wherever the least information is taken as redundancy, without a full stop. */
export const leastInformationWords =
  'the redundancy of two maps is taken as the smaller of their two informations, the minimum of Barrett (2015), which is proved for Gaussian systems and is not the I_min of Williams and Beer (2010)';

/** Names of the estimators of a plan that take the least information as redundancy (`bound: minimum`), each once. */
export function byLeastInformation({ stages }: Pick<Plan, 'stages'>): Set<string> {
  const all = stages.flatMap(({ branches }) => branches.flatMap(({ estimators }) => estimators));
  return new Set(
    all
      .filter(({ kind, params }) => kind === 'matrix-renyi' && params.bound === 'minimum')
      .map(({ name }) => name),
  );
}

/** The end of the caption of a report that draws such estimators, a blank before it; empty where it draws none. */
export function leastInformationRemark(plan: Pick<Plan, 'stages' | 'edges'>, report: string): string {
  const drawn = byLeastInformation(plan);
  const names = plan.edges
    .filter(({ to }) => to === `report/${report}`)
    .map(({ from }) => from.replace(/^estimator\//, ''))
    .filter((name) => drawn.has(name));
  return names.length === 0 ? '' : ` In ${names.join(', ')} ${leastInformationWords}.`;
}
