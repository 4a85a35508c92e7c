import { defineNode } from '../../../src/node/declare.ts';
import type { Count, DatasetName } from '../../../src/node/parameters.ts';
import { trainNetwork } from '../../training/train-network.ts';
import type { ModelRun } from '../contract.ts';

/**
 * A feed-forward network trained by stochastic gradient descent on a data set.
 *
 * The last layer must be dense, with one unit a class; the loss is the cross-entropy of its softmax. Layers are
 * written as a list; each entry begins with its kind and its name, such as `{ conv: C1, filters: 6, kernel: 5 }`.
 *
 * @example
 * ```yaml
 * models:
 *   small:
 *     kind: network
 *     dataset: mnist
 *     layers:
 *       - { conv: C1, filters: 6, kernel: 5, activation: relu }
 *       - { pool: P1, size: 2 }
 *       - { dense: out, units: 10 }
 *     training: { learningRate: 0.1, batchSize: 128, epochs: 2 }
 * ```
 */
export interface Params {
  /** Data set the network is trained on. */
  dataset: DatasetName;
  /**
   * The layers, from the input to the logits.
   * @layers
   * @minItems 1
   */
  layers: unknown[];
  /** How the network is trained. */
  training: Training;
}

/** Settings of the training. */
export interface Training {
  /**
   * Optimiser.
   * @default "sgd"
   */
  optimizer?: 'sgd';
  /**
   * Step size of an update.
   * @exclusiveMinimum 0
   */
  learningRate: number;
  /**
   * Momentum: v <- momentum v + g, w <- w - learningRate v.
   * @default 0
   * @minimum 0
   * @exclusiveMaximum 1
   */
  momentum?: number;
  /**
   * Samples in a mini-batch.
   * @default 128
   */
  batchSize?: Count;
  /** Passes over the training set. */
  epochs: Count;
}

const run: ModelRun = trainNetwork;

export default defineNode({
  family: 'model',
  kind: 'network',
  version: 1,
  inputs: [{ from: 'dataset', family: 'dataset', edge: 'table', accepts: ['samples'] }],
  output: 'network',
  run,
});
