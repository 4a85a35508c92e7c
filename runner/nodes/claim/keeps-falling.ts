import type { ChangeRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { changeThroughout } from '../../claims/judging/change-over-training.ts';

/**
 * The value keeps falling over the training: it never goes back by more than the tolerance.
 *
 * Each layer (model, map) of a trial has two cases: that it changes that way from end to end, by more than `excess` (a value that does not
 * move refutes the claim), and that from no row to any later one does it rise by more than the tolerance.
 *
 * @example
 * ```yaml
 * claims:
 *   loss: { expect: keeps-falling, table: training, value: loss, tolerance: 0.05, where: { to: 5 } }
 * ```
 */
export interface Params extends ChangeRows {
  /**
   * By how much it may rise from a row to a later one, in the unit of the quantity.
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
  kind: 'keeps-falling',
  version: 1,
  amounts: ['tolerance', 'excess'],
  run: changeThroughout('falling'),
});
