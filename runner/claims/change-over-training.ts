import type { ClaimRows } from '../../src/node/claim-parameters.ts';
import type { ClaimRun } from '../contract/claim.ts';
import { judgeChange } from './judge-change.ts';
import { judgeClaim } from './judge-claim.ts';

/** Parameters of the claims about a change over the training. */
export interface ChangeParams extends ClaimRows {
  readonly tolerance?: number;
  readonly test?: 'ends' | 'trend';
  readonly level?: number;
}

/** A claim that values rise, or fall, over the training. */
export function changeOverTraining(way: 'rises' | 'falls'): ClaimRun<ChangeParams> {
  return (params, context) => {
    const { tolerance = 0, test = 'ends', level = 0.05 } = params;
    const judge = judgeChange(way === 'rises' ? 1 : -1, test, tolerance, level);
    const how =
      test === 'ends'
        ? ', from the first row to the last'
        : `, as a trend (rank permutations, p <= ${level})`;
    return judgeClaim(
      params,
      {
        along: 'epoch',
        tolerance,
        judge,
        say: ({ subject, scope, slack }) =>
          `${subject} ${way} over the training${tolerance > 0 ? ` by more than ${slack}` : ''}${how}${scope}`,
      },
      context,
    );
  };
}
