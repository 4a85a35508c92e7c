import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import { defineClaim } from '../../../src/node/declare.ts';
import { followOrder } from '../../claims/judging/follow-order.ts';

/**
 * The values do not rise along the layers (in the order in which the probe lists them), over the epochs or along an axis
 * of the matrix.
 *
 * Each step from one place to the next is a case; it is a violation where the value rises by more than the tolerance. Where no step does,
 * but the value rises by more than the tolerance from one place to any later one, that pair is one case more.
 * A claim all of whose values lie within its tolerance of each other says nothing and is marked vacuous.
 *
 * @example
 * ```yaml
 * claims:
 *   forward-dpi: { expect: non-increasing, estimator: IXT, along: layer, tolerance: 0.02 }
 *   at-the-end: { expect: non-increasing, estimator: IXT, violations: 0.1, where: { epoch: last } }
 *   loss: { expect: non-increasing, table: training, value: loss, along: epoch, on: mean }
 * ```
 */
export interface Params extends ClaimRows {
  /**
   * What the values are followed along: `layer`, `epoch`, or an axis of the matrix by its path or as much of its end as
   * tells it apart.
   * @default "layer"
   */
  along?: string;
  /**
   * How far a value may go the wrong way, from one place to any later one, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
}

export default defineClaim({
  kind: 'non-increasing',
  version: 2,
  amounts: ['tolerance'],
  run: followOrder('rise'),
});
