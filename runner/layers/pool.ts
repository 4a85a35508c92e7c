import type { Repeatable } from '../../src/node/parameters.ts';
import type { Shape } from '../../src/plan/plan.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import type { Tensor4D } from '../contract/tensorflow.ts';
import { maxOverPlaces, multiply, reshape, sumRows } from '../lowering/onnx/operators.ts';
import { firstWinners, sumByPlace, takeRows, windowRows } from '../lowering/onnx/windows.ts';
import { maxPool } from '../lowering/tfjs/max-pool.ts';
import { needsMaps, placeGrid, placeWindows, tooLarge, type WindowGrid } from '../lowering/window.ts';

/**
 * Pooling: the maximum or the mean over windows of each feature map.
 *
 * The gradient of a tied maximum goes to the first of the tied places in reading order.
 *
 * @example
 * ```yaml
 * layers:
 *   - { pool: P1, size: 2 }
 *   - { pool: P2, size: 3, stride: 2, mode: average }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * Height and width of the window.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  size: number;
  /**
   * Step between two windows; the window's size when left out.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  stride?: number;
  /**
   * `valid` drops windows that would leave the input; `same` makes ceil(input / stride) windows, and means are taken
   * over the places inside the input.
   * @default "valid"
   */
  padding?: 'valid' | 'same';
  /**
   * What is taken of a window.
   * @default "max"
   */
  mode?: 'max' | 'average';
}

type Filled = Settled<Omit<Params, 'stride'>> & Pick<Params, 'stride'>;

export default defineLayer<Filled>({
  kind: 'pool',
  version: 1,
  shape(params, input) {
    const [channels, height, width] = input;
    if (channels === undefined || height === undefined || width === undefined) return needsMaps(input);
    const stride = params.stride ?? params.size;
    const rows = placeWindows(height, params.size, stride, params.padding);
    const columns = placeWindows(width, params.size, stride, params.padding);
    if (!rows || !columns) return tooLarge(`a ${params.size} x ${params.size} window`, input);
    return {
      output: [channels, rows.count, columns.count],
      weights: [],
      multiplyAdds: channels * rows.count * columns.count * params.size * params.size,
    };
  },
  onnx: { forward: (call) => (call.params.mode === 'max' ? forwardMax(call) : forwardAverage(call)) },
  tfjs: { forward: forwardTfjs },
});

/** Stands for a place outside the input: no maximum is smaller. */
const lowestFloat = -3.4028234663852886e38;

function gridOf({ size, stride, padding }: Filled, input: Shape): WindowGrid {
  return placeGrid(input, size, stride ?? size, padding);
}

/** Windows as `[channels, places, windows x samples]`, so that the maximum runs over the middle axis. */
function forwardMax({ graph, params, input, inputShape, samples }: OnnxCall<Filled>): OnnxForward {
  const grid = gridOf(params, inputShape);
  const rows = windowRows(grid);
  const width = grid.rows.count * grid.columns.count * samples;
  const places = [grid.channels, params.size * params.size, width];
  const windows = reshape(graph, takeRows(graph, input, rows, lowestFloat), places);
  const largest = maxOverPlaces(graph, windows);
  return {
    output: reshape(graph, largest, [(grid.channels * width) / samples, samples]),
    backward: (error) => ({
      input() {
        const dh = reshape(graph, error, largest.dims);
        const spread = multiply(graph, firstWinners(graph, windows, largest), dh);
        return sumByPlace(graph, reshape(graph, spread, [rows.length, samples]), rows, input.dims[0]!);
      },
      gradients: () => ({}),
    }),
  };
}

/** Sums windows of `[channels, places, windows x samples]` and divides by the places inside the input. */
function forwardAverage({ graph, params, input, inputShape, samples }: OnnxCall<Filled>): OnnxForward {
  const grid = gridOf(params, inputShape);
  const rows = windowRows(grid);
  const count = grid.rows.count * grid.columns.count;
  const places = params.size * params.size;
  const windowOf = rows.map((_, at) => Math.floor(at / (places * count)) * count + (at % count));
  const inside = new Float32Array(grid.channels * count);
  rows.forEach((row, at) => {
    if (row >= 0) inside[windowOf[at]!]! += 1;
  });
  const shares = graph.floats(
    inside.map((n) => 1 / n),
    [inside.length, 1],
  );
  const windows = reshape(graph, takeRows(graph, input, rows, 0), [grid.channels, places, count * samples]);
  const sums = reshape(graph, sumRows(graph, windows), [inside.length, samples]);
  return {
    output: multiply(graph, sums, shares),
    backward: (error) => ({
      input: () =>
        sumByPlace(graph, multiply(graph, error, shares), rows, input.dims[0]!, { sources: windowOf }),
      gradients: () => ({}),
    }),
  };
}

function forwardTfjs({ tf, params, inputShape, input }: TfjsCall<Filled>) {
  const { size, mode, padding } = params;
  const stride = params.stride ?? size;
  const maps = input as Tensor4D;
  const { rows, columns } = gridOf(params, inputShape);
  if (mode === 'max') return maxPool(tf, maps, { size, stride, padding, rows, columns });
  if (padding === 'valid') return tf.avgPool(maps, size, stride, 'valid');
  // TensorFlow.js differentiates padded means as if every window were whole, so the padding is made here.
  const mean = (tensor: Tensor4D) => {
    const padded = tf.pad4d(tensor, [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ]);
    return tf.avgPool(padded, size, stride, 'valid');
  };
  return tf.div(mean(maps), mean(tf.ones(maps.shape)));
}
