import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';

/**
 * Values against the layers, one curve an estimator, one panel an epoch: the form of the paper's Figures 3 and 4.
 */
export interface Params {
  /**
   * Estimators that are drawn, one curve each.
   * @minItems 1
   */
  estimators: EstimatorName[];
  /**
   * What gets a panel of its own.
   * @default "epoch"
   */
  facet?: 'epoch' | 'none';
  /**
   * Axis over which means and intervals are taken.
   * @default "seed"
   */
  over?: string;
  /** Only these rows. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

export default defineNode({
  family: 'report',
  kind: 'layer-curves',
  version: 1,
  inputs: [{ from: 'estimators', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: null,
});
