import type { Activation, Initializer, Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import type { Tensor2D } from '../contract/tensorflow.ts';
import { activate } from '../lowering/onnx/activation.ts';
import { gemm, reshape, sumColumns } from '../lowering/onnx/operators.ts';
import { activate as activateTensor } from '../lowering/tfjs/activation.ts';

/**
 * A fully connected layer: weights, bias, and a nonlinearity. Feature maps are flattened, channel by channel.
 *
 * @example
 * ```yaml
 * layers:
 *   - { dense: F1, units: 120, activation: tanh, initializer: lecun-normal }
 *   - { dense: out, units: 10 }
 * ```
 *
 * @example
 * ```yaml
 * layers:
 *   - { dense: code, units: 32, activation: sigmoid }
 *   - { dense: R, units: 784, activation: sigmoid, tied: code }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * Number of units.
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   */
  units: number;
  /**
   * Nonlinearity after the bias.
   * @default "linear"
   */
  activation?: Activation;
  /**
   * How the weights start.
   * @default "glorot-uniform"
   */
  initializer?: Initializer;
  /**
   * An earlier dense layer whose weights, turned over, are this one's: the decoder of an autoencoder with tied weights. The
   * bias stays its own. That layer has as many inputs as this one has units, and the other way round.
   * @example "code"
   */
  tied?: string;
}

type Filled = Settled<Omit<Params, 'tied'>>;

export default defineLayer<Filled>({
  kind: 'dense',
  version: 1,
  shape({ units, initializer }, input) {
    const inputs = input.reduce((product, length) => product * length, 1);
    return {
      output: [units],
      weights: [
        { name: 'kernel', shape: [units, inputs], initializer, fanIn: inputs, fanOut: units },
        { name: 'bias', shape: [units], initializer: 'zeros', fanIn: inputs, fanOut: units },
      ],
      multiplyAdds: units * inputs,
    };
  },
  onnx: { forward: forwardOnnx },
  tfjs: { forward: forwardTfjs },
});

function forwardOnnx({ graph, params, input, weights }: OnnxCall<Filled>): OnnxForward {
  const { units, activation } = params;
  const kernel = weights.kernel!;
  const bias = reshape(graph, weights.bias!, [units, 1]);
  const h = activate(graph, activation, gemm(graph, kernel, input, { c: bias }));
  return {
    output: h.output,
    backward(error) {
      const dz = h.error(error);
      return {
        input: () => gemm(graph, kernel, dz, { transposeA: true }),
        gradients: () => ({
          kernel: gemm(graph, dz, input, { transposeB: true }),
          bias: reshape(graph, sumColumns(graph, dz), [units]),
        }),
      };
    },
  };
}

function forwardTfjs({ tf, params, input, weights }: TfjsCall<Filled>) {
  const channelsFirst = input.rank === 4 ? tf.transpose(input, [0, 3, 1, 2]) : input;
  const flat = tf.reshape(channelsFirst, [input.shape[0]!, -1]) as Tensor2D;
  const z = tf.matMul(flat, weights.kernel as Tensor2D, false, true);
  return activateTensor(tf, params.activation, tf.add(z, weights.bias!));
}
