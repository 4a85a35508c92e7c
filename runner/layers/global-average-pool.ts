import type { Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import { multiply, reshape, sumRows } from '../lowering/onnx/operators.ts';
import { needsMaps } from '../lowering/window.ts';

/**
 * The mean of each feature map: a vector with one number a channel.
 *
 * @source Lin, Chen & Yan 2014, Network In Network
 * @example
 * ```yaml
 * layers:
 *   - { conv: C1, filters: 32, kernel: 3, activation: relu }
 *   - { global-average-pool: G }
 *   - { dense: out, units: 10 }
 * ```
 */
export interface Params extends Repeatable {}

type Filled = Settled<Params>;

export default defineLayer<Filled>({
  kind: 'global-average-pool',
  version: 1,
  shape(_, input) {
    const [channels, height, width] = input;
    if (channels === undefined || height === undefined || width === undefined) return needsMaps(input);
    return { output: [channels], weights: [], multiplyAdds: channels * height * width };
  },
  onnx: { forward: forwardOnnx },
  tfjs: {
    forward: ({ tf, input }: TfjsCall<Filled>) => tf.mean(input, [1, 2]),
  },
});

function forwardOnnx({ graph, input, inputShape, samples }: OnnxCall<Filled>): OnnxForward {
  const [channels, height, width] = inputShape as [number, number, number];
  const places = height * width;
  const sums = sumRows(graph, reshape(graph, input, [channels, places, samples]));
  return {
    output: multiply(graph, reshape(graph, sums, [channels, samples]), graph.scalar(1 / places)),
    backward: (error) => ({
      input() {
        const shares = graph.filled(1 / places, [1, places, 1]);
        const spread = multiply(graph, reshape(graph, error, [channels, 1, samples]), shares);
        return reshape(graph, spread, input.dims);
      },
      gradients: () => ({}),
    }),
  };
}
