import type { ChangeRows } from '../../../src/node/claim-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import { changeOverTraining } from '../../claims/change-over-training.ts';

/**
 * The value rises over the training, by more than the tolerance.
 *
 * Each layer (model, map) of a trial is a case. By `ends` the first row is compared with the last one; narrow them with
 * `where: { from: 1, to: 5 }`. By `trend` the rise is the median of all slopes between two rows (Theil and Sen) times the
 * time covered, and the rank correlation with time has to be significant among permutations of the rows. Values that lie
 * within the tolerance of each other make it vacuous.
 *
 * @example
 * ```yaml
 * claims:
 *   rises: { expect: rises, estimator: ITY, tolerance: 0.1, where: { layer: F2 } }
 *   trend: { expect: rises, estimator: ITY, test: trend, on: mean }
 * ```
 */
export interface Params extends ChangeRows {
  /**
   * By how much it has to rise at least, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
}

export default defineNode({
  family: 'claim',
  kind: 'rises',
  version: 1,
  inputs: [
    { from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] },
    { from: 'models', family: 'model', edge: 'table', by: 'table', accepts: { training: ['network'] } },
  ],
  output: 'verdict',
  amounts: ['tolerance'],
  run: changeOverTraining('rises'),
});
