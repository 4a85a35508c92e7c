import { comparesSeeds } from '../../src/plan/compares-seeds.ts';
import { isJsonObject } from '../../src/plan/json.ts';
import type { ClaimPlan, Plan } from '../../src/plan/plan.ts';

/** How a claim is judged over trials. */
export interface ClaimRules {
  readonly on: 'trial' | 'mean';
  /** Share of the places that may break it. */
  readonly violations: number;
  /** Whether a place may break it in most trials. */
  readonly repeated: boolean;
  /** Share of the trials that have to agree; null where an interval judges. */
  readonly trials: number | null;
  /** Whether trials are of networks that are compared with one another, so that their intervals are those of pairs. */
  readonly pairs: boolean;
}

/** The rules that a claim's settings make, on the estimates of a plan. */
export function claimRules({ params }: Pick<ClaimPlan, 'params'>, plan: Pick<Plan, 'stages'>): ClaimRules {
  const { on, violations, repeated, trials, estimator, than } = params;
  const read = [estimator, isJsonObject(than) ? than.estimator : null].map(String);
  return {
    on: on === 'mean' ? 'mean' : 'trial',
    violations: typeof violations === 'number' ? violations : 0,
    repeated: repeated !== false,
    trials: typeof trials === 'number' ? trials : null,
    pairs: comparesSeeds(plan, read),
  };
}

/** What the rules add to a claim's sentence. */
export function ruleWords({ violations, repeated, trials }: ClaimRules): string {
  const share = (part: number) => `${Number((100 * part).toFixed(2))} %`;
  return [
    violations > 0 ? `, in at least ${share(1 - violations)} of the places` : '',
    trials === null ? '' : `, in at least ${share(trials)} of the trials`,
    repeated ? '' : ', and nowhere against it in most trials',
  ].join('');
}
