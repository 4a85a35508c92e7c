import type { ClaimRows, ClaimThan } from '../../../src/node/claim-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import { comparedChains, comparedWith } from '../../claims/compare-values.ts';
import { judgeClaim } from '../../claims/judge-claim.ts';
import { judgeDifference } from '../../claims/judge-difference.ts';
import type { ClaimContext } from '../../contract/claim.ts';

/**
 * The values are greater than those of another estimator, layer, model, point of training or variant of the matrix.
 *
 * Each pair is a case; the two have all in common that `than` does not name. A pair is a violation where the value exceeds
 * the other one by less than `excess`, by more than the tolerance. Where all differences lie within the tolerance of `excess`,
 * the claim says nothing and is marked vacuous.
 *
 * @example
 * ```yaml
 * claims:
 *   inputs-in-first: { expect: greater-than, estimator: IXT, than: { layer: F2 }, where: { layer: C1 } }
 *   relu-keeps-more: { expect: greater-than, estimator: IXT, than: { settings: { activation: sigmoid } }, excess: 0.5 }
 *   no-overfitting: { expect: greater-than, table: training, than: { split: train }, tolerance: 0.01 }
 * ```
 */
export interface Params extends ClaimRows {
  /** What the values are compared with. */
  than: ClaimThan;
  /**
   * By how much they are greater at least, in the unit of the quantity.
   * @default 0
   */
  excess?: number;
  /**
   * How far a pair may fall short, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
}

export default defineNode({
  family: 'claim',
  kind: 'greater-than',
  version: 2,
  inputs: [
    { from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] },
    { from: 'than.estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] },
    { from: 'models', family: 'model', edge: 'table', by: 'table', accepts: { training: ['network'] } },
  ],
  output: 'verdict',
  amounts: ['excess', 'tolerance'],
  run: (params: Params, context: ClaimContext) => {
    const { excess = 0, tolerance = 0 } = params;
    return judgeClaim(
      params,
      {
        along: null,
        tolerance,
        judge: judgeDifference(excess, tolerance),
        chains: comparedChains(params, context),
        say: ({ subject, scope, slack, amount }) =>
          `${subject}${scope} is greater than ${comparedWith(params, context)}${excess === 0 ? '' : ` by at least ${amount(excess)}`}${tolerance > 0 ? ` (tolerance ${slack})` : ''}`,
      },
      context,
    );
  },
});
