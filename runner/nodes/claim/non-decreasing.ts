import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { followLayers } from '../../claims/follow-layers.ts';

/**
 * The values do not fall along the layers, in the order in which the probe lists them.
 *
 * Each step from one layer to the next is a case; it is a violation where the value falls by more than the tolerance.
 * A claim all of whose values lie within its tolerance of each other says nothing and is marked vacuous.
 *
 * @example
 * ```yaml
 * claims:
 *   backward-dpi: { expect: non-decreasing, estimator: IDD, along: layer, tolerance: 0.02 }
 * ```
 */
export interface Params {
  /** Estimator whose values are compared. */
  estimator: EstimatorName;
  /**
   * What the values are followed along.
   * @default "layer"
   */
  along?: 'layer';
  /**
   * How far a value may step the wrong way, in the unit of the quantity.
   * @default 0
   * @minimum 0
   */
  tolerance?: number;
  /**
   * Share of the cases that may be violations.
   * @default 0
   * @minimum 0
   * @exclusiveMaximum 1
   */
  violations?: number;
  /** Only these rows. */
  where?: Where;
}

export default defineNode({
  family: 'claim',
  kind: 'non-decreasing',
  version: 1,
  inputs: [{ from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'verdict',
  run: followLayers('fall'),
});
