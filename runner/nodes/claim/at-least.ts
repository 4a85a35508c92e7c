import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { keepBound } from '../../claims/judging/keep-bound.ts';

/**
 * Every value is at least a bound.
 *
 * Each value is a case; it is a violation where it lies below the bound by more than the tolerance. A claim all of whose
 * values lie within the tolerance of the bound says nothing and is marked vacuous.
 *
 * @example
 * ```yaml
 * claims:
 *   accurate: { expect: at-least, bound: 0.985, table: training, value: accuracy, where: { epoch: last } }
 *   kept: { expect: at-least, bound: 6, estimator: IXT, where: { layer: C1 }, violations: 0.05 }
 * ```
 */
export interface Params extends ClaimRows {
  /** The bound, in the unit of the quantity. */
  bound: number;
  /**
   * How far a value may lie below the bound, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
}

export default defineClaim({
  kind: 'at-least',
  version: 2,
  amounts: ['bound', 'tolerance'],
  run: keepBound('at least'),
});
