import type { ChangeRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { changeThroughout } from '../../claims/judging/change-over-training.ts';

/**
 * The value keeps rising over the training: it never goes back by more than the tolerance.
 *
 * Each layer (model, map) of a trial has two cases: that it changes that way from end to end, by more than `excess` (a value that does not
 * move refutes the claim), and that from no row to any later one does it fall by more than the tolerance.
 *
 * @example
 * ```yaml
 * claims:
 *   keeps-rising: { expect: keeps-rising, estimator: ITY, tolerance: 0.1, smooth: 9, where: { layer: F2 } }
 * ```
 */
export interface Params extends ChangeRows {
  /**
   * By how much it may fall from a row to a later one, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
  /**
   * Number of neighbouring rows whose mean is looked at for the way back.
   * @default 1
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  smooth?: number;
}

export default defineClaim({
  kind: 'keeps-rising',
  version: 1,
  amounts: ['tolerance', 'excess'],
  run: changeThroughout('rising'),
});
