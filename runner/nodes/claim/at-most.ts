import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { keepBound } from '../../claims/judging/keep-bound.ts';

/**
 * Every value is at most a bound.
 *
 * Each value is a case; it is a violation where it lies above the bound by more than the tolerance. A claim all of whose
 * values lie within the tolerance of the bound says nothing and is marked vacuous.
 *
 * @example
 * ```yaml
 * claims:
 *   ceiling: { expect: at-most, bound: 3.33, estimator: ITY, tolerance: 0.01 }
 *   loss: { expect: at-most, bound: 0.1, table: training, value: loss, where: { epoch: last }, on: mean }
 * ```
 */
export interface Params extends ClaimRows {
  /** The bound, in the unit of the quantity. */
  bound: number;
  /**
   * How far a value may lie above the bound, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
}

export default defineClaim({
  kind: 'at-most',
  version: 2,
  amounts: ['bound', 'tolerance'],
  run: keepBound('at most'),
});
