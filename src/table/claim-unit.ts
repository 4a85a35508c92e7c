import type { Where } from '../node/parameters.ts';
import type { Plan } from '../plan/plan.ts';
import type { Row } from './columns.ts';
import { lossUnit } from './loss-unit.ts';

/** What of a claim's settings says which values it is about. */
export interface ClaimSubject {
  readonly estimator?: string;
  readonly table?: string;
  readonly value?: string;
  readonly models?: readonly string[];
  readonly where?: Where;
}

/**
 * The unit of the values and margins of a claim; empty where they have none.
 * @param estimates rows among which those of its estimator are
 * @param trials names of the trials that the claim is about; all when left out
 */
export function claimUnit(
  { estimator, table, value, models, where }: ClaimSubject,
  plan: Pick<Plan, 'stages' | 'trials'>,
  estimates: readonly Row[],
  trials?: readonly string[],
): string {
  if (table === 'training') return value === 'loss' ? lossUnit(plan, { models, where, trials }) : '';
  return String(estimates.find((row) => row.estimator === estimator)?.unit ?? '');
}
