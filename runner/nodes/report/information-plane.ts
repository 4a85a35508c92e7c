import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';

/**
 * The information plane: I(X;T) against I(T;Y), one path a layer over the training: the form of the paper's Figure 7.
 */
export interface Params {
  /** Estimator of I(X;T). */
  x: EstimatorName;
  /** Estimator of I(T;Y). */
  y: EstimatorName;
  /**
   * Axis over which means are taken.
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
  kind: 'information-plane',
  version: 1,
  inputs: [
    { from: 'x', family: 'estimator', edge: 'table', accepts: ['estimates'] },
    { from: 'y', family: 'estimator', edge: 'table', accepts: ['estimates'] },
  ],
  output: 'figure',
  run: null,
});
