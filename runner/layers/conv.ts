import type { Activation, Initializer, Padding, Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import type { Tensor, Tensor2D, Tensor4D, Tensorflow } from '../contract/tensorflow.ts';
import { activate } from '../lowering/onnx/activation.ts';
import { convolveBack, layOutWindows } from '../lowering/onnx/convolve.ts';
import { gemm, reshape, sumColumns, widen } from '../lowering/onnx/operators.ts';
import { sumByPlace, windowRows } from '../lowering/onnx/windows.ts';
import { activate as activateTensor } from '../lowering/tfjs/activation.ts';
import { needsMaps, placeGrid, placeWindows, tooLarge, windowSpan } from '../lowering/window.ts';

/**
 * A two-dimensional convolution (as the field uses the word: cross-correlation), bias, and a nonlinearity.
 *
 * @example
 * ```yaml
 * layers:
 *   - { conv: C1, filters: 6, kernel: 5, activation: relu }
 *   - { conv: C2, filters: 16, kernel: 3, stride: 2, padding: same }
 *   - { conv: C3, filters: 16, kernel: 3, dilation: 2, padding: 2 }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * Number of filters, which is the number of feature maps.
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   */
  filters: number;
  /**
   * Height and width of the filters.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  kernel: number;
  /**
   * Step between two positions of the filters.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   * @default 1
   */
  stride?: number;
  /**
   * `valid` keeps the filters inside the input; `same` pads with zeros to ceil(input / stride), the odd one after; a
   * number pads with so many zeros on each side.
   * @default "valid"
   */
  padding?: Padding;
  /**
   * Step between two places of the input that a filter looks at; more than 1 spreads the filter out.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   * @default 1
   */
  dilation?: number;
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

type Filled = Settled<Params>;

export default defineLayer<Filled>({
  kind: 'conv',
  version: 1,
  shape(params, input) {
    const [channels, height, width] = input;
    if (channels === undefined || height === undefined || width === undefined) return needsMaps(input);
    const { filters, kernel, stride, padding, dilation, initializer } = params;
    const rows = placeWindows(height, kernel, stride, padding, dilation);
    const columns = placeWindows(width, kernel, stride, padding, dilation);
    const spread = dilation > 1 ? ` spread over ${windowSpan(kernel, dilation)} places` : '';
    if (!rows || !columns) return tooLarge(`a ${kernel} x ${kernel} kernel${spread}`, input);
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

/** The convolution as a matrix product of the filters and the windows laid out in columns. */
function forwardOnnx(call: OnnxCall<Filled>): OnnxForward {
  const { graph, params, input, inputShape, outputShape, samples, weights } = call;
  const { filters, kernel, stride, padding, dilation, activation } = params;
  const kernelWeights = weights.kernel!;
  const places = inputShape[0]! * kernel * kernel;
  const windows = outputShape[1]! * outputShape[2]!;

  const grid = placeGrid(inputShape, kernel, stride, padding, dilation);
  const columns = layOutWindows(graph, input, grid);
  const matrix = reshape(graph, kernelWeights, [filters, places]);
  const bias = reshape(graph, weights.bias!, [filters, 1]);
  const h = activate(graph, activation, columns.multiplied(matrix, bias));

  return {
    output: reshape(graph, h.output, [filters * windows, samples]),
    backward(error) {
      const dh = reshape(graph, error, [filters, windows * samples]);
      const dz = h.error(dh);
      return {
        input() {
          if (columns.inPieces && stride === 1) {
            const byFilter = reshape(graph, dz, [filters * windows, samples]);
            return convolveBack(graph, kernelWeights, byFilter, grid);
          }
          // A column of zeros beside the filters makes rows of zeros for the places that few windows cover.
          const spread = gemm(graph, widen(graph, matrix), dz, { transposeA: true });
          const values = reshape(graph, spread, [(places + 1) * windows, samples]);
          return sumByPlace(graph, values, windowRows(grid), input.dims[0]!, { zeroRow: places * windows });
        },
        gradients: () => ({
          kernel: reshape(graph, columns.correlated(dz), kernelWeights.dims),
          bias: reshape(graph, sumColumns(graph, dz), [filters]),
        }),
      };
    },
  };
}

function forwardTfjs({ tf, params, inputShape, input, weights }: TfjsCall<Filled>) {
  const { kernel, stride, padding, dilation } = params;
  const filters = tf.transpose(spreadKernel(tf, weights.kernel!, kernel, dilation), [2, 3, 1, 0]);
  const { rows, columns } = placeGrid(inputShape, kernel, stride, padding, dilation);
  const padded = tf.pad4d(input as Tensor4D, [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ]);
  const z = tf.conv2d(padded, filters as Tensor4D, stride, 'valid');
  return activateTensor(tf, params.activation, tf.add(z, weights.bias!));
}

/** The kernel with its dilation filled up with zeros: TensorFlow.js has no gradient of a dilated convolution. */
function spreadKernel(tf: Tensorflow, weights: Tensor, kernel: number, dilation: number): Tensor {
  if (dilation === 1 || kernel === 1) return weights;
  const [filters, channels] = weights.shape as [number, number];
  const span = windowSpan(kernel, dilation);
  const place = tf.buffer([kernel * kernel, span * span]);
  for (let at = 0; at < kernel * kernel; at++) {
    place.set(1, at, (Math.floor(at / kernel) * span + (at % kernel)) * dilation);
  }
  const flat = tf.reshape(weights, [filters * channels, kernel * kernel]);
  return tf.reshape(tf.matMul(flat as Tensor2D, place.toTensor() as Tensor2D), [
    filters,
    channels,
    span,
    span,
  ]);
}
