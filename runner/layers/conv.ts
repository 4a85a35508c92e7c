import type { Activation, Count, Initializer } from '../../src/node/parameters.ts';
import { activate, activationError } from '../engines/onnx/activation.ts';
import { gemm, reshape, sumColumns, widen } from '../engines/onnx/operators.ts';
import { sumByPlace, takeRows, windowRows } from '../engines/onnx/windows.ts';
import { activate as activateTensor } from '../engines/tfjs/activation.ts';
import type { Tensor4D } from '../engines/tfjs/tensorflow.ts';
import { defineLayer, type OnnxCall, type OnnxForward, type TfjsCall } from './layer.ts';
import { needsMaps, placeGrid, placeWindows, tooLarge } from './window.ts';

/**
 * A two-dimensional convolution (as the field uses the word: cross-correlation), bias, and a nonlinearity.
 *
 * @example
 * ```yaml
 * layers:
 *   - { conv: C1, filters: 6, kernel: 5, activation: relu }
 *   - { conv: C2, filters: 16, kernel: 3, stride: 2, padding: same }
 * ```
 */
export interface Params {
  /** Number of filters, which is the number of feature maps. */
  filters: Count;
  /** Height and width of the filters. */
  kernel: Count;
  /**
   * Step between two positions of the filters.
   * @default 1
   */
  stride?: Count;
  /**
   * `valid` keeps the filters inside the input; `same` pads with zeros to ceil(input / stride), the odd one after.
   * @default "valid"
   */
  padding?: 'valid' | 'same';
  /**
   * Nonlinearity after the bias.
   * @default "linear"
   */
  activation?: Activation;
  /**
   * How the filters start.
   * @default "glorot-uniform"
   */
  initializer?: Initializer;
}

type Filled = Required<Params>;

export default defineLayer<Filled>({
  kind: 'conv',
  version: 1,
  shape(params, input) {
    const [channels, height, width] = input;
    if (channels === undefined || height === undefined || width === undefined) return needsMaps(input);
    const rows = placeWindows(height, params.kernel, params.stride, params.padding);
    const columns = placeWindows(width, params.kernel, params.stride, params.padding);
    if (!rows || !columns) return tooLarge(`a ${params.kernel} x ${params.kernel} kernel`, input);
    const { filters, kernel, initializer } = params;
    const fanIn = channels * kernel * kernel;
    const fanOut = filters * kernel * kernel;
    return {
      output: [filters, rows.count, columns.count],
      weights: [
        { name: 'kernel', shape: [filters, channels, kernel, kernel], initializer, fanIn, fanOut },
        { name: 'bias', shape: [filters], initializer: 'zeros', fanIn, fanOut },
      ],
      multiplyAdds: filters * rows.count * columns.count * fanIn,
    };
  },
  onnx: { forward: forwardOnnx },
  tfjs: { forward: forwardTfjs },
});

/** The convolution as one matrix product of the filters and the windows laid out in columns. */
function forwardOnnx(call: OnnxCall<Filled>): OnnxForward {
  const { graph, params, input, inputShape, outputShape, samples, weights } = call;
  const { filters, kernel, stride, padding, activation } = params;
  const kernelWeights = weights.kernel!;
  const places = inputShape[0]! * kernel * kernel;
  const windows = outputShape[1]! * outputShape[2]!;

  const rows = windowRows(placeGrid(inputShape, kernel, stride, padding));
  const columns = reshape(graph, takeRows(graph, input, rows, 0), [places, windows * samples]);
  const matrix = reshape(graph, kernelWeights, [filters, places]);
  const bias = reshape(graph, weights.bias!, [filters, 1]);
  const h = activate(graph, activation, gemm(graph, matrix, columns, { c: bias }));

  return {
    output: reshape(graph, h, [filters * windows, samples]),
    backward(error) {
      const dh = reshape(graph, error, [filters, windows * samples]);
      const dz = activationError(graph, activation, h, dh);
      return {
        input() {
          // A column of zeros beside the filters makes rows of zeros for the places that few windows cover.
          const spread = gemm(graph, widen(graph, matrix), dz, { transposeA: true });
          const values = reshape(graph, spread, [(places + 1) * windows, samples]);
          return sumByPlace(graph, values, rows, input.dims[0]!, { zeroRow: places * windows });
        },
        gradients: () => ({
          kernel: reshape(graph, gemm(graph, dz, columns, { transposeB: true }), kernelWeights.dims),
          bias: reshape(graph, sumColumns(graph, dz), [filters]),
        }),
      };
    },
  };
}

function forwardTfjs({ tf, params, input, weights }: TfjsCall<Filled>) {
  const filters = tf.transpose(weights.kernel!, [2, 3, 1, 0]);
  const z = tf.conv2d(input as Tensor4D, filters as Tensor4D, params.stride, params.padding);
  return activateTensor(tf, params.activation, tf.add(z, weights.bias!));
}
