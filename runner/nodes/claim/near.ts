import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { judgeNear } from '../../claims/judging/judge-bound.ts';
import { judgeClaim } from '../../claims/judging/judge-claim.ts';
import type { ClaimContext } from '../../contract/claim.ts';

/**
 * Every value is within the tolerance of a target.
 *
 * Each value is a case. Its tolerance is what the claim says, so it is never vacuous. Judged on means, the mean lies within the tolerance
 * where neither a value below nor one above is plausible.
 *
 * @example
 * ```yaml
 * claims:
 *   chance: { expect: near, target: 0.1, tolerance: 0.02, table: training, where: { epoch: first } }
 * ```
 */
export interface Params extends ClaimRows {
  /** The target, in the unit of the quantity. */
  target: number;
  /**
   * How far a value may lie from the target, in the unit of the quantity.
   * @minimum 0
   */
  tolerance: number;
}

export default defineClaim({
  kind: 'near',
  version: 2,
  amounts: ['target', 'tolerance'],
  run: (params: Params, context: ClaimContext) =>
    judgeClaim(
      params,
      {
        along: null,
        tolerance: params.tolerance,
        judge: judgeNear(params.target, params.tolerance),
        say: ({ subject, scope, amount, slack }) =>
          `${subject} is within ${slack} of ${amount(params.target)}${scope}`,
      },
      context,
    ),
});
