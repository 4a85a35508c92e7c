import type { ChangeRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { changeOverTraining } from '../../claims/judging/change-over-training.ts';

/**
 * The value falls over the training, by more than the tolerance.
 *
 * Each layer (model, map) of a trial is a case. The mean of the last rows is compared with that of the first ones, so that a value that
 * falls fast and then stays falls; `window` says how many rows, `where: { from: 1, to: 5 }` which part of the training. A value that
 * does not move refutes the claim. With `test: trend` the straight line through all rows has to go that way as well: over trials by their
 * slopes, in one training by a test that counts rows that follow each other closely as fewer, on equally spaced rows only.
 *
 * @example
 * ```yaml
 * claims:
 *   falls: { expect: falls, estimator: IXT, tolerance: 0.1, where: { layer: F2 } }
 *   accuracy-is-lost: { expect: falls, table: training, window: 0.2, excess: 0.01 }
 * ```
 */
export interface Params extends ChangeRows {
  /**
   * The least that it has to fall by, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
  /**
   * What is looked at: the two ends, or the straight line through all rows too.
   * @default "ends"
   */
  test?: 'ends' | 'trend';
  /**
   * Greatest one-sided p that the trend of one training may have.
   * @default 0.05
   * @exclusiveMinimum 0
   * @exclusiveMaximum 0.5
   */
  level?: number;
}

export default defineClaim({
  kind: 'falls',
  version: 2,
  amounts: ['tolerance', 'excess'],
  run: changeOverTraining('falls'),
});
