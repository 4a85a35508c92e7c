import type { Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import { multiply } from '../lowering/onnx/operators.ts';

/**
 * Dropout, inverted: in training each number of its input becomes 0 with probability `rate`, the others are divided by
 * 1 - rate; in evaluation nothing is changed.
 *
 * Masks are drawn anew for each update from the study's seed, the layer and the number of the update, alike on every
 * engine. A probe on mini-batches sees the training: activations with the mask of that update applied, and error
 * signals that went back through it. A probe on a held-out sample, and the test set, see the network without dropout.
 *
 * @source Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014
 * @example
 * ```yaml
 * layers:
 *   - { dense: F1, units: 120, activation: relu }
 *   - { dropout: D1, rate: 0.5 }
 *   - { dense: out, units: 10 }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * Probability with which a number is dropped.
   * @default 0.5
   * @minimum 0
   * @exclusiveMaximum 1
   */
  rate?: number;
}

type Filled = Settled<Params>;

export default defineLayer<Filled>({
  kind: 'dropout',
  version: 1,
  shape: (_, input) => ({ output: input, weights: [], multiplyAdds: 0 }),
  dropRate: ({ rate }) => rate,
  hasModes: true,
  onnx: { forward: forwardOnnx },
  tfjs: {
    forward: ({ tf, input, mask }: TfjsCall<Filled>) => (mask ? tf.mul(input, mask) : tf.clone(input)),
  },
});

function forwardOnnx({ graph, input, mask }: OnnxCall<Filled>): OnnxForward {
  return {
    output: mask ? multiply(graph, input, mask) : input,
    backward: (error) => ({
      input: () => (mask ? multiply(graph, error, mask) : error),
      gradients: () => ({}),
    }),
  };
}
