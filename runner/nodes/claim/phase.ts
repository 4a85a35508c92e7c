import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { showPhase } from '../../claims/judging/show-phase.ts';

/**
 * There is a compression phase on the information plane, or none.
 *
 * A compression phase: I(X;T) of a layer rises over the training by more than the tolerance and, after its maximum, falls
 * by more than the tolerance to its last rows. There is none where the mean of the last rows is not below the highest value by more than the tolerance: a
 * dip that recovers is no phase, and a curve that only falls is one. Each layer of a trial is a case. Estimates on single mini-batches are
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
   * The least that the value has to rise and fall by (the most that it may fall by, where there is to be no phase), in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
  /**
   * Number of neighbouring rows whose mean is looked at.
   * @default 1
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  smooth?: number;
  /**
   * Share of the rows at each end whose mean stands for the beginning and the end: at least one row, never more than half of them.
   * @default 0.1
   * @minimum 0
   * @maximum 0.5
   */
  window?: number;
}

export default defineClaim({
  kind: 'phase',
  version: 2,
  amounts: ['tolerance'],
  run: showPhase,
});
