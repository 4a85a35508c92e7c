import type { ModelName, Where } from '../../../src/node/parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';

/**
 * Loss and accuracy on the training mini-batches and the test set over the training.
 */
export interface Params {
  /**
   * Models that are drawn; all of them when left out.
   * @minItems 1
   */
  models?: ModelName[];
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
  kind: 'training-curves',
  version: 1,
  inputs: [{ from: 'models', family: 'model', edge: 'table', accepts: ['network'] }],
  output: 'figure',
  run: null,
});
