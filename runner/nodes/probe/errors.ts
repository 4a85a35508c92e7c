import { defineNode } from '../../../src/node/declare.ts';
import type {
  Keep,
  LayerName,
  LossName,
  ModelName,
  Sample,
  SamplesName,
  Schedule,
  TokenSplit,
} from '../../../src/node/parameters.ts';
import type { ProbeNode } from '../../contract/probe.ts';

/**
 * The error signals d_k of the named layers: the gradient of each sample's own loss with respect to the layer's output (after its nonlinearity), and d_L at the logits.
 *
 * For cross-entropy d_L is softmax minus one-hot. It is n times the gradient of the batch mean. Which mini-batch a row sees is
 * as for activations.
 *
 * A network with heads has several losses, and `loss` says whose signals these are. Unless it does, they are those that train the
 * network: of the total, where each layer gets what the losses that reach it send, times their weights, and d_L is the errors at all
 * outputs side by side.
 *
 * @example
 * ```yaml
 * probes:
 *   backward: { kind: errors, model: lenet5, layers: [C1, P1, F1], at: { log: 40 } }
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
  /** Of a network with heads: `main`, the name of a head, or `total`; the total when left out. */
  loss?: LossName;
  /**
   * When to look. Of a recorded model it picks from the rows that there are, and may be left out for all of them; a network that is
   * trained needs it.
   */
  at?: Schedule;
  /**
   * Which samples to look at.
   * @default "batch"
   */
  sample?: Sample;
  /** Of a recorded model: the name of the samples to look at; may be left out where it has only one. */
  samples?: SamplesName;
  /** Of a recorded layer with an axis of tokens: each token is a variable, or their mean is looked at, or the last one. */
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
  taps: (layers, loss) => ({
    activations: [],
    ...(loss === undefined ? { errors: layers } : { errors: [], ofLosses: [{ loss, layers }] }),
  }),
  read: (tensors, loss) => {
    const { errors, lossError } = loss === undefined ? tensors : tensors.ofLosses!.get(loss)!;
    return { layers: errors, lossError };
  },
};

export default defineNode({
  family: 'probe',
  kind: 'errors',
  version: 1,
  inputs: [{ from: 'model', family: 'model', edge: 'stream', accepts: ['network'] }],
  output: 'errors',
  run,
});
