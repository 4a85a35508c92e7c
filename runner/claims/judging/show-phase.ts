import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import type { ClaimRun } from '../../contract/claim.ts';
import { smoothWords, usualWindow } from './change-over-training.ts';
import { judgeClaim } from './judge-claim.ts';
import { judgePhase } from './judge-phase.ts';

/** Parameters of the claims about a compression phase. */
export interface PhaseParams extends ClaimRows {
  readonly phase: 'compression' | 'none';
  readonly tolerance?: number;
  readonly smooth?: number;
  readonly window?: number;
}

/** A claim that there is a compression phase, or none. */
export const showPhase: ClaimRun<PhaseParams> = (params, context) => {
  const { phase, smooth = 1, window = usualWindow, tolerance = 0 } = params;
  const what =
    phase === 'compression' ? 'rises, then falls from its maximum' : 'does not end below its maximum';
  return judgeClaim(
    params,
    {
      along: 'epoch',
      tolerance,
      judge: judgePhase(phase, { smooth, window, tolerance }),
      say: ({ subject, scope, slack }) =>
        `${subject} ${what}${tolerance > 0 ? ` by more than ${slack}` : ''}${smoothWords(smooth)}${scope}`,
    },
    context,
  );
};
