import type { Activation, Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import type { Value } from '../contract/onnx-graph.ts';
import type { Tensor } from '../contract/tensorflow.ts';
import { activate } from '../lowering/onnx/activation.ts';
import { add, map, multiply, reshape, subtract, sumColumns, sumRows } from '../lowering/onnx/operators.ts';
import { activate as activateTensor } from '../lowering/tfjs/activation.ts';

/**
 * Layer normalisation, and a nonlinearity after it: all numbers that a sample has in the layer are brought to mean 0 and
 * variance 1, then scaled by gamma and shifted by beta, which are trained, one a feature map (one a unit of a vector).
 *
 * Samples do not depend on each other, and training and evaluation are the same. Of a vector it is PyTorch's `LayerNorm`, of
 * feature maps its `GroupNorm` with one group (its `LayerNorm` has a gamma for each place).
 *
 * @source Ba, Kiros & Hinton 2016
 * @example
 * ```yaml
 * layers:
 *   - { dense: F1, units: 64 }
 *   - { layer-norm: N1, activation: relu }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * Nonlinearity after the normalisation.
   * @default "linear"
   */
  activation?: Activation;
  /**
   * Added to the variance before its root is taken.
   * @default 0.00001
   * @exclusiveMinimum 0
   */
  epsilon?: number;
}

type Filled = Settled<Params>;

export default defineLayer<Filled>({
  kind: 'layer-norm',
  version: 1,
  shape(_, input) {
    const [channels = 1] = input;
    const features = input.reduce((product, length) => product * length, 1);
    if (features === 1) {
      return {
        misfit: 'its input is one number a sample, whose variance is 0',
        hint: 'leave the layer out, or give the one before it more units',
      };
    }
    const common = { shape: [channels], fanIn: 1, fanOut: 1 };
    return {
      output: input,
      weights: [
        { name: 'gamma', initializer: 'ones', ...common },
        { name: 'beta', initializer: 'zeros', ...common },
      ],
      multiplyAdds: 3 * features,
    };
  },
  onnx: { forward: forwardOnnx },
  tfjs: { forward: forwardTfjs },
});

/** Statistics are taken of the columns of `[features, samples]`; gamma and beta are of the rows of `[channels, places x samples]`. */
function forwardOnnx({ graph, params, input, weights }: OnnxCall<Filled>): OnnxForward {
  const [features, samples] = input.dims as [number, number];
  const channels = weights.gamma!.dims[0]!;
  const byChannel = [channels, (features / channels) * samples];
  const column = (value: Value) => reshape(graph, value, [channels, 1]);
  const mean = (value: Value) => multiply(graph, sumRows(graph, value), graph.scalar(1 / features));

  const centred = subtract(graph, input, mean(input));
  const variance = mean(multiply(graph, centred, centred));
  const spread = map(graph, 'Sqrt', add(graph, variance, graph.scalar(params.epsilon)));
  const inverse = map(graph, 'Reciprocal', spread);
  const normal = multiply(graph, centred, inverse);
  const rows = reshape(graph, normal, byChannel);
  const gamma = column(weights.gamma!);
  const z = add(graph, multiply(graph, rows, gamma), column(weights.beta!));
  const h = activate(graph, params.activation, z);

  return {
    output: reshape(graph, h.output, input.dims),
    backward(error) {
      const dz = h.error(reshape(graph, error, byChannel));
      return {
        input() {
          const dNormal = reshape(graph, multiply(graph, dz, gamma), input.dims);
          // What moves the sample's own mean and variance does not come through.
          const along = multiply(graph, normal, mean(multiply(graph, dNormal, normal)));
          const lost = add(graph, mean(dNormal), along);
          return multiply(graph, subtract(graph, dNormal, lost), inverse);
        },
        gradients: () => ({
          gamma: reshape(graph, sumColumns(graph, multiply(graph, dz, rows)), [channels]),
          beta: reshape(graph, sumColumns(graph, dz), [channels]),
        }),
      };
    },
  };
}

/** Channels are the last axis in TensorFlow.js. */
function forwardTfjs({ tf, params, input, weights }: TfjsCall<Filled>): Tensor {
  const axes = input.shape.slice(1).map((_, axis) => axis + 1);
  const { mean, variance } = tf.moments(input, axes, true);
  const normal = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, params.epsilon)));
  return activateTensor(tf, params.activation, tf.add(tf.mul(normal, weights.gamma!), weights.beta!));
}
