import type { Activation } from '../../../src/node/parameters.ts';
import type { LayerPlan } from '../../../src/plan/plan.ts';
import type { Settled } from '../../contract/layer.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import type { Params as ConvParams } from '../../layers/conv.ts';
import { activate, isMonotone } from '../../lowering/onnx/activation.ts';
import {
  add,
  gemm,
  joinColumns,
  maxOverPlaces,
  multiply,
  reshape,
  sumColumns,
  takeColumns,
  widen,
} from '../../lowering/onnx/operators.ts';
import { firstWinners, sumByPlace, takeRows, windowRows } from '../../lowering/onnx/windows.ts';
import type { WindowGrid } from '../../lowering/window.ts';
import { placeGrid } from '../../lowering/window.ts';
import { foldFilters, phaseWindow, spreadFilters } from './phases.ts';
import type { Segment, SegmentBackward } from './segment.ts';

/**
 * Longest contraction that the matrix product of ONNX Runtime sums in one go. A longer one is cut into blocks, which
 * may round the four phases of equal windows differently and so undo ties.
 */
const longestSum = 128;

/**
 * Whether a convolution and the layer after it can be lowered as one: a maximum over 2 x 2 places that tile the
 * convolution's output.
 */
export function fitsConvPool(conv: LayerPlan, pool: LayerPlan | undefined): boolean {
  if (conv.kind !== 'conv' || pool?.kind !== 'pool') return false;
  // levels tie where the numbers before them do not, and the first of the tied wins
  if (conv.quantise) return false;
  const { size, stride, mode } = pool.params;
  if (mode !== 'max' || size !== 2 || (stride ?? size) !== 2) return false;
  const { kernel, stride: step, dilation, activation } = convParams(conv);
  if (dilation !== 1 || !isMonotone(activation)) return false;
  const [filters, height, width] = conv.output as [number, number, number];
  const window = phaseWindow(kernel, step);
  const extra = filters * 4 * (window ** 2 - kernel ** 2);
  const saved = 4 * kernel ** 2 - window ** 2;
  const cheap = extra <= mostExtraWork * saved;
  return cheap && window ** 2 <= longestSum && height % 2 === 0 && width % 2 === 0;
}

/**
 * Multiply-adds that the fused form may spend for each number that it does not have to lay out. Measured on kernels of 3 and
 * 5 with 6 to 64 filters: it wins below 23 and loses above 44.
 */
const mostExtraWork = 30;

/** A convolution's parameters, which the schema has checked and completed. */
function convParams(conv: LayerPlan): Settled<ConvParams> {
  return conv.params as never;
}

export interface ConvPoolCall {
  readonly graph: GraphBuilder;
  readonly conv: LayerPlan;
  /** Place of the convolution in the network; the pooling layer is the next. */
  readonly index: number;
  /** Layer that the convolution reads, -1 for the network's input. */
  readonly source: number;
  readonly samples: number;
  readonly input: Value;
  readonly weights: Readonly<Record<string, Value>>;
}

/**
 * Lowers a convolution, its activation and the 2 x 2 maximum after it as one product: each window of
 * kernel + stride places holds the four places that one maximum is over, so a quarter as many windows are laid out.
 * Bias and activation, which is monotone, come after the maximum.
 *
 * What the convolution itself put out, before the maximum, is made only when it is tapped, and the error at it too;
 * neither changes how the weights are updated.
 */
export function lowerConvPool(call: ConvPoolCall): Segment {
  const { graph, conv, index, source, samples } = call;
  const layout = layOut(call);
  const { filters, pooled, activation } = layout;
  const width = pooled * samples;

  const products = forwardProducts(graph, layout.spread, layout.groups);
  const phases = reshape(graph, products, [filters, 4, width]);
  const largest = maxOverPlaces(graph, phases);
  const bias = reshape(graph, call.weights.bias!, [filters, 1]);
  const h = activate(graph, activation, add(graph, reshape(graph, largest, [filters, width]), bias));
  const output = reshape(graph, h.output, [filters * pooled, samples]);

  let kept: Value | null = null;
  const convOutputs = () => {
    kept ??= activate(graph, activation, add(graph, phases, reshape(graph, bias, [filters, 1, 1]))).output;
    return kept;
  };
  const toRows = (value: Value) => reshape(graph, value, [filters * 4 * pooled, samples]);
  const toMaps = (value: Value) => takeRows(graph, toRows(value), mapOrder(conv), 0);
  /** The errors at the pooled places, each at the place that was the largest of its four. */
  const unpool = (errors: Value, places: Value, maxima: Value) =>
    multiply(graph, firstWinners(graph, places, maxima), reshape(graph, errors, [filters, 1, width]));

  return {
    from: index,
    to: index + 2,
    inputs: [source],
    output,
    activation: (layer) => (layer === index ? toMaps(convOutputs()) : output),
    unordered: (layer) =>
      layer === index
        ? { rows: toRows(convOutputs()), order: mapOrder(conv) }
        : { rows: output, order: null },
    nextState: () => new Map(),
    backward(error) {
      const dz = h.error(reshape(graph, error, [filters, width]));
      const dProducts = reshape(graph, unpool(dz, phases, largest), [filters * 4, width]);
      return {
        ...backwardProducts(call, layout, dz, dProducts),
        error(layer) {
          if (layer !== index) return error;
          const outputs = convOutputs();
          return toMaps(unpool(error, outputs, maxOverPlaces(graph, outputs)));
        },
      };
    },
  };
}

function backwardProducts(
  { graph, index, samples, input, weights }: ConvPoolCall,
  { filters, pooled, stride, spread, rows, groups, places }: Layout,
  dz: Value,
  dProducts: Value,
): Pick<SegmentBackward, 'input' | 'gradients'> {
  return {
    input() {
      // A column of zeros beside the filters makes rows of zeros for the places that few windows cover.
      const values = gemm(graph, widen(graph, spread), dProducts, { transposeA: true });
      const byRow = reshape(graph, values, [(places + 1) * pooled, samples]);
      return sumByPlace(graph, byRow, rows, input.dims[0]!, { zeroRow: places * pooled });
    },
    gradients() {
      const parts = groups.map(({ columns }) => gemm(graph, dProducts, columns, { transposeB: true }));
      const kernel = foldFilters(graph, joinColumns(graph, parts), weights.kernel!.dims, stride);
      return new Map([[index, { kernel, bias: reshape(graph, sumColumns(graph, dz), [filters]) }]]);
    },
  };
}

/** Windows of some of the channels, laid out in columns `[places, pooled x samples]`; `from` is their first place. */
interface ChannelGroup {
  readonly from: number;
  readonly columns: Value;
}

interface Layout {
  readonly filters: number;
  /** Pooled places in one map. */
  readonly pooled: number;
  readonly stride: number;
  readonly activation: Activation;
  /** The filters' phases, `[filters x 4, places]`. */
  readonly spread: Value;
  /** Input row behind each place of each window. */
  readonly rows: Int32Array;
  /** Places in a window, all channels. */
  readonly places: number;
  readonly groups: readonly ChannelGroup[];
}

function layOut({ graph, conv, samples, input, weights }: ConvPoolCall): Layout {
  const { kernel, stride, padding, activation } = convParams(conv);
  const [filters, height, width] = conv.output as [number, number, number];
  const plain = placeGrid(conv.input, kernel, stride, padding);
  const window = phaseWindow(kernel, stride);
  const grid: WindowGrid = {
    ...plain,
    size: window,
    stride: 2 * stride,
    rows: { ...plain.rows, count: height / 2 },
    columns: { ...plain.columns, count: width / 2 },
  };
  const pooled = (height / 2) * (width / 2);
  const rows = windowRows(grid);
  const places = grid.channels * window * window;
  const step = Math.floor(longestSum / (window * window)) * window * window;
  const groups: ChannelGroup[] = [];
  for (let from = 0; from < places; from += step) {
    const to = Math.min(from + step, places);
    const taken = takeRows(graph, input, rows.subarray(from * pooled, to * pooled), 0);
    groups.push({ from, columns: reshape(graph, taken, [to - from, pooled * samples]) });
  }
  const spread = spreadFilters(graph, weights.kernel!, stride);
  return { filters, pooled, stride, activation, spread, rows, places, groups };
}

/** The product of the spread filters and all windows, summed group by group. */
function forwardProducts(graph: GraphBuilder, spread: Value, groups: readonly ChannelGroup[]): Value {
  return groups.reduce<Value | undefined>((sum, { from, columns }) => {
    const filters = takeColumns(graph, spread, from, from + columns.dims[0]!);
    return gemm(graph, filters, columns, sum ? { c: sum } : {});
  }, undefined)!;
}

/** Row of `[filter, phase, pooled place]` behind each place of the convolution's maps. */
function mapOrder(conv: LayerPlan): Int32Array {
  const [filters, height, width] = conv.output as [number, number, number];
  const pooled = (height / 2) * (width / 2);
  return Int32Array.from({ length: filters * height * width }, (_, at) => {
    const x = at % width;
    const y = Math.floor(at / width) % height;
    const filter = Math.floor(at / (height * width));
    const phase = (y % 2) * 2 + (x % 2);
    return (filter * 4 + phase) * pooled + Math.floor(y / 2) * (width / 2) + Math.floor(x / 2);
  });
}
