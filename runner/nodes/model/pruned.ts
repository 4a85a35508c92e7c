import { defineNode } from '../../../src/node/declare.ts';
import type { Count, EstimatorName, LayerName, ModelName } from '../../../src/node/parameters.ts';
import type { Training } from '../../../src/node/training-parameters.ts';
import type { ModelRun } from '../../contract/model.ts';
import { pruneNetwork } from '../../training/prune-network.ts';
import { samplesIn } from '../../training/samples-in.ts';

/**
 * A trained network with fewer feature maps in one layer: those that an estimator calls the least useful go, with all
 * that reads them.
 *
 * It begins with the final weights of `model`, those of the dropped filters cut out of the layer and of whatever reads
 * it, and is tested as it is or trained further. Maps are ranked once, by the estimator's values after the last
 * update (ties: the later map goes first), and nothing is estimated again between two drops: of two maps that say the
 * same both can go. The probe of the estimator must look after the last update. `drop: random` is the control; its
 * choice is drawn from the trial's seed.
 *
 * @source RoyChowdhury, Sharma, Learned-Miller & Roy 2017, Reducing duplicate filters in deep neural networks
 *
 * @example
 * ```yaml
 * estimators:
 *   without: { kind: matrix-renyi, probe: forward, quantity: leave-one-out, bandwidth: { silverman: 5 } }
 * models:
 *   fewer: { kind: pruned, model: lenet5, estimator: without, layer: C2, keep: 8, drop: largest }
 *   tuned:
 *     kind: pruned
 *     model: lenet5
 *     estimator: without
 *     layer: C2
 *     keep: 8
 *     drop: largest
 *     training: { learningRate: 0.1, epochs: 1 }
 * ```
 */
export interface Params {
  /** The network that is trained first, of the kind `network`. */
  model: ModelName;
  /** Estimator of a value of each feature map of that network: `I(X;Tc)`, `leave-one-out` or `H(Tc)`. */
  estimator: EstimatorName;
  /** The convolution whose maps are dropped. */
  layer: LayerName;
  /** How many maps stay. */
  keep: Count;
  /**
   * Which maps go first: those with the smallest value (as fits `I(X;Tc)`: they say little of the input), with the largest
   * (as fits `leave-one-out`: as much is left without them), or any.
   * @default "smallest"
   */
  drop?: 'smallest' | 'largest' | 'random';
  /** Further training of what is left; none when left out. Its loss and target are those of `model`. */
  training?: Training;
}

const run: ModelRun = (stage, data, services) => pruneNetwork(stage, samplesIn(data), services);

export default defineNode({
  family: 'model',
  kind: 'pruned',
  version: 1,
  inputs: [
    { from: 'model', family: 'model', edge: 'table', accepts: ['network'] },
    { from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] },
  ],
  output: 'network',
  run,
});
