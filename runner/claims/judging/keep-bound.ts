import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import type { ClaimRun } from '../../contract/claim.ts';
import { judgeBound } from './judge-bound.ts';
import { judgeClaim } from './judge-claim.ts';

/** Parameters of the claims about a bound. */
export interface BoundParams extends ClaimRows {
  readonly bound: number;
  readonly tolerance?: number;
}

/** A claim that every value keeps to one side of a bound. */
export function keepBound(side: 'at least' | 'at most'): ClaimRun<BoundParams> {
  const sign = side === 'at least' ? 1 : -1;
  return (params, context) => {
    const { bound, tolerance = 0 } = params;
    return judgeClaim(
      params,
      {
        along: null,
        tolerance,
        judge: judgeBound(sign, bound, tolerance),
        opposite: judgeBound(sign === 1 ? -1 : 1, bound, tolerance),
        say: ({ subject, scope, amount, slack }) =>
          `${subject} is ${side} ${amount(bound)}${tolerance > 0 ? ` (tolerance ${slack})` : ''}${scope}`,
      },
      context,
    );
  };
}
