import { defineNode } from '../../../src/node/declare.ts';
import type {
  Keep,
  LayerName,
  ModelName,
  Sample,
  SamplesName,
  Schedule,
  TokenSplit,
} from '../../../src/node/parameters.ts';
import type { ProbeNode } from '../../contract/probe.ts';

/**
 * The activations T_k of the named layers, after their nonlinearity.
 *
 * A convolution or pooling layer has one variable a feature map; a dense layer is one variable.
 *
 * The row at iteration i has the weights after i updates. On mini-batches it looks at mini-batch i + 1, before that is used
 * for an update; the last row takes one further batch, the first of another epoch. The short mini-batch at the end of an
 * epoch is trained on and never looked at: a row named by its epoch moves on by one update there, one of `every` or `log` is
 * left out.
 *
 * @example
 * ```yaml
 * probes:
 *   forward: { kind: activations, model: lenet5, layers: [C1, P1, F1], at: { epochs: [0, 1/3, 10] } }
 *   steady:
 *     kind: activations
 *     model: lenet5
 *     layers: [C1, P1, F1]
 *     at: { every: 50 }
 *     sample: { split: test, n: 512 }
 * ```
 */
export interface Params {
  /** Model that is looked at. */
  model: ModelName;
  /**
   * Layers, in the order in which results list them.
   * @minItems 1
   * @uniqueItems true
   */
  layers: LayerName[];
  /**
   * When to look. Of a recorded model it picks from the rows that there are, of an ONNX file from its checkpoints, and may be left out
   * for all of them; a network that is trained needs it.
   */
  at?: Schedule;
  /**
   * Which samples to look at.
   * @default "batch"
   */
  sample?: Sample;
  /** Of a recorded model: the name of the samples to look at; may be left out where it has only one. */
  samples?: SamplesName;
  /** Of a layer with an axis of tokens: each token is a variable, or their mean is looked at, or the last one. */
  split?: TokenSplit;
  /**
   * Whether captures (X, Y and the layers' tensors at each row) stay in the store, where an estimator that is added or changed
   * reads them without a new training. `auto` keeps those that fit: 256 MB a probe and training, and 20 GB altogether, of which
   * those least recently used go first. `infoplane plan` shows how much they take.
   * @default "auto"
   */
  keep?: Keep;
}

const run: ProbeNode = {
  taps: (layers) => ({ activations: layers, errors: [] }),
  takesProducts: true,
  read: (tensors) => ({
    layers: tensors.activations,
    products: tensors.products,
    lossError: new Float32Array(),
  }),
};

export default defineNode({
  family: 'probe',
  kind: 'activations',
  version: 1,
  inputs: [{ from: 'model', family: 'model', edge: 'stream', accepts: ['network', 'forward'] }],
  output: 'activations',
  run,
});
