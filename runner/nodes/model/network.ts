import { defineNode } from '../../../src/node/declare.ts';
import type { DatasetName, Initializer } from '../../../src/node/parameters.ts';
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
 * softmax. With `loss: mse` and `target: input` the last layer gives the input again: its output is the reconstruction X'.
 *
 * On a data set with `targets`, real values of Y, `loss: mse` compares the output with them.
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

/**
 * Fake quantisation of activations, after the nonlinearity: the nearest of 2^bits levels between the ends of a range. Errors go
 * straight through it: as they are where the activation lies within the range, and not at all outside it.
 *
 * Weights stay real numbers. What probes see of such a layer lies on its levels exactly; error signals d_k are those at the
 * quantised T_k. Within one row the levels are the same for every batch. (PyTorch's `fake_quantize` passes errors up to half a step
 * beyond the range.)
 * @source Bengio, Léonard & Courville 2013; Jacob et al. 2018; Lorenzen, Igel & Nielsen 2022
 */
export interface Quantise {
  /**
   * Bits of a number: 4 bits are 16 levels.
   * @asType integer
   * @minimum 1
   * @maximum 16
   */
  bits: number;
  /**
   * Between which ends the levels lie. `layer`: what the layer's nonlinearity cannot leave, [0, 1] of a sigmoid and [-1, 1] of a
   * tanh. An end that it does not have (the upper one of relu, softplus and elu, whose lower ones are 0, 0 and -1; both of the
   * others) begins at the extremes of the first mini-batch in the network that is not quantised, and every update moves it by a
   * tenth of the way to those of its mini-batch; what lies outside goes to the end. `{ fixed: [-1, 1] }`: these ends for all layers.
   * @default "layer"
   */
  range?: 'layer' | FixedRange;
}

/** The same range for all layers, all through the training. */
export interface FixedRange {
  /**
   * The lower and the upper end.
   * @minItems 2
   * @maxItems 2
   */
  fixed: number[];
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
