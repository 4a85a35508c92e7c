import { defineNode } from '../../../src/node/declare.ts';
import type { Head, Quantise } from '../../../src/node/network-parameters.ts';
import type { DatasetName, Initializer, LayerName } from '../../../src/node/parameters.ts';
import type { Training } from '../../../src/node/training-parameters.ts';
import type { ModelRun } from '../../contract/model.ts';
import { samplesIn } from '../../training/samples-in.ts';
import { trainNetwork } from '../../training/train-network.ts';

/**
 * A feed-forward network trained by gradient descent on a data set: a classifier, an autoencoder, or a regression.
 *
 * Layers are written as a list; each entry begins with its kind and its name, such as `{ conv: C1, filters: 6, kernel: 5 }`.
 * A `residual` block holds layers of its own, and `repeat: 3` puts a layer or a block there three times; probes reach
 * such layers by their full names: `R1.C1`, `C1.2`, `R1.2.C1`.
 *
 * With cross-entropy the last layer must be dense and linear, with one unit a class; the loss is the cross-entropy of its
 * softmax. With `loss: mse` and `target: input` the last layer reproduces the input: its output is the reconstruction X'.
 *
 * On a data set with `targets`, real values of Y, `loss: mse` compares the output with them.
 *
 * `heads` are classifiers on layers further down, each with a loss of its own, and `reaches` says how far down the gradient of a loss
 * goes: deep supervision, relay backpropagation, classifiers that only watch. See docs/heads.md.
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
 *   autoencoder:
 *     kind: network
 *     dataset: mnist
 *     layers:
 *       - { dense: F1, units: 64, activation: relu }
 *       - { dense: R, units: 784, activation: sigmoid }
 *     training: { loss: mse, target: input, optimizer: adam, learningRate: 0.001, epochs: 5 }
 * ```
 */
export interface Params {
  /** Data set the network is trained on. */
  dataset: DatasetName;
  /**
   * The layers, from the input to the output.
   * @layers
   * @minItems 1
   */
  layers: unknown[];
  /**
   * Auxiliary classifiers on layers of the network, by names of their own (but `main` and `total`). The network is trained on the total,
   * L = L_main + sum of weight x L_head. Networks that reproduce their input have none.
   */
  heads?: { [name: string]: Head };
  /**
   * How far down the gradient of the loss at the output reaches: `[C3]` is from the output down to C3, which may be written with the
   * last layer, `[C3, out]`. Layers before it learn from heads alone. Down to the first layer when left out.
   * @minItems 1
   * @maxItems 2
   */
  reaches?: LayerName[];
  /**
   * Initial weights of the layers that say no `initializer` of their own, in the place of their kinds' defaults.
   * @example "he-normal"
   */
  initializer?: Initializer;
  /** How the network is trained. */
  training: Training;
  /**
   * Puts what every hidden layer with a nonlinearity (a linear one too) puts out on evenly spaced levels, as a network of whole
   * numbers would: so a layer has finitely many states, and its entropy can be counted. The last layer stays as it is.
   */
  quantise?: Quantise;
}

const run: ModelRun = (stage, data, services) => trainNetwork(stage, samplesIn(data), services);

export default defineNode({
  family: 'model',
  kind: 'network',
  version: 1,
  inputs: [{ from: 'dataset', family: 'dataset', edge: 'table', accepts: ['samples'] }],
  output: 'network',
  run,
});
