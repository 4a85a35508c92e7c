import type { ClaimRows, ClaimThan } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { comparePair } from '../../claims/judging/compare-pair.ts';

/**
 * The values are greater than those of another estimator, layer, model, point of training or variant of the matrix.
 *
 * Each pair is a case; the two have all in common that `than` does not name, the seed too, where both sides have it. A pair is a violation unless
 * the value is greater by more than `excess` and the tolerance together: equal values refute the claim. A negative `excess` asks for less:
 * `excess: -0.02` that it is not worse by 0.02 or more.
 *
 * @example
 * ```yaml
 * claims:
 *   inputs-in-first: { expect: greater-than, estimator: IXT, than: { layer: F2 }, where: { layer: C1 } }
 *   relu-keeps-more: { expect: greater-than, estimator: IXT, than: { settings: { activation: sigmoid } }, excess: 0.5 }
 *   no-overfitting: { expect: greater-than, table: training, than: { split: train }, excess: -0.01 }
 * ```
 */
export interface Params extends ClaimRows {
  /** What the values are compared with. */
  than: ClaimThan;
  /**
   * The least difference, in the unit of the quantity; a negative one allows them to fall short by less than that.
   * @default 0
   */
  excess?: number;
  /**
   * What the difference has to exceed beyond that, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
}

export default defineClaim({
  kind: 'greater-than',
  version: 3,
  compares: true,
  amounts: ['excess', 'tolerance'],
  run: comparePair('greater'),
});
