import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import { judgeClaim } from '../../claims/judge-claim.ts';
import { judgePhase } from '../../claims/judge-phase.ts';
import type { ClaimContext } from '../../contract/claim.ts';

/**
 * There is a compression phase on the information plane, or none.
 *
 * A compression phase: I(X;T) of a layer rises over the training by more than the tolerance and, after its maximum, falls
 * by more than the tolerance to its last value. Each layer of a trial is a case. Estimates on single mini-batches are
 * noisy and their maximum is one of many: `smooth` takes means of neighbouring rows first, and the tolerance should
 * be beyond the noise that is left.
 *
 * @source Shwartz-Ziv & Tishby 2017, Opening the Black Box of Deep Neural Networks via Information
 * @example
 * ```yaml
 * claims:
 *   compression: { expect: phase, phase: compression, estimator: IXT, tolerance: 0.1, smooth: 9, where: { layer: F2 } }
 *   no-compression: { expect: phase, phase: none, estimator: IXT, tolerance: 0.1 }
 * ```
 */
export interface Params extends ClaimRows {
  /** Whether each layer has a compression phase, or none has. */
  phase: 'compression' | 'none';
  /**
   * By how much the value has to rise and to fall at least, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
  /**
   * Number of neighbouring rows whose mean is looked at.
   * @default 1
   * @asType integer
   * @minimum 1
   */
  smooth?: number;
}

export default defineNode({
  family: 'claim',
  kind: 'phase',
  version: 1,
  inputs: [
    { from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] },
    { from: 'models', family: 'model', edge: 'table', by: 'table', accepts: { training: ['network'] } },
  ],
  output: 'verdict',
  amounts: ['tolerance'],
  run: (params: Params, context: ClaimContext) => {
    const { phase, smooth = 1, tolerance = 0 } = params;
    const what = phase === 'compression' ? 'rises, then falls after its maximum' : 'has no compression phase';
    return judgeClaim(
      params,
      {
        along: 'epoch',
        tolerance,
        judge: judgePhase(phase, smooth, tolerance),
        say: ({ subject, scope, slack }) =>
          `${subject} ${what}${tolerance > 0 ? ` (by more than ${slack})` : ''}${scope}`,
      },
      context,
    );
  },
});
