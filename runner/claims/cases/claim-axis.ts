import type { AxisPlan, Plan } from '../../../src/plan/plan.ts';

/**
 * The axis of the matrix that a study names by its path or as much of its end as tells it apart.
 * @throws Error when there is none (the compiler has checked that)
 */
export function claimAxis(plan: Plan, name: string): AxisPlan {
  const found = plan.axes.find((axis) => axis.name === name || axis.name.endsWith(`.${name}`));
  if (!found) throw new Error(`the matrix has no axis ${name}`);
  return found;
}
