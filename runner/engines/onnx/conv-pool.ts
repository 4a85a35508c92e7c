import type { Activation } from '../../../src/node/parameters.ts';
import type { LayerPlan } from '../../../src/plan/plan.ts';
import type { Params as ConvParams } from '../../layers/conv.ts';
import type { WindowGrid } from '../../layers/window.ts';
import { placeGrid } from '../../layers/window.ts';
import { activate, activationError } from './activation.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import type { Segment, SegmentBackward } from './lower-layers.ts';
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
} from './operators.ts';
import { foldFilters, phaseWindow, spreadFilters } from './phases.ts';
import { firstWinners, sumByPlace, takeRows, windowRows } from './windows.ts';

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
  const { size, stride, mode } = pool.params;
  if (mode !== 'max' || size !== 2 || (stride ?? size) !== 2) return false;
  const { kernel, stride: step } = conv.params as ConvNumbers;
  const [, height, width] = conv.output as [number, number, number];
  const window = phaseWindow(kernel, step);
  const cheap = window ** 2 <= mostExtraWork * kernel ** 2;
  return cheap && window ** 2 <= longestSum && height % 2 === 0 && width % 2 === 0;
}

/** Multiply-adds that the fused form may spend, as a multiple of the plain one's. */
const mostExtraWork = 2;

type ConvNumbers = { readonly kernel: number; readonly stride: number };

export interface ConvPoolCall {
  readonly graph: GraphBuilder;
  readonly conv: LayerPlan;
  /** Place of the convolution in the network; the pooling layer is the next. */
  readonly index: number;
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
  const { graph, index, samples, input } = call;
  const parts = convPoolParts(call);
  const { filters, pooled, kernelDims, stride, activation, spread, rows, groups, places } = parts;
  const kernelBias = reshape(graph, call.weights.bias!, [filters, 1]);

  const products = forwardProducts(graph, spread, groups);
  const phases = reshape(graph, products, [filters, 4, pooled * samples]);
  const largest = maxOverPlaces(graph, phases);
  const z = add(graph, reshape(graph, largest, [filters, pooled * samples]), kernelBias);
  const h = activate(graph, activation, z);
  const output = reshape(graph, h, [filters * pooled, samples]);

  let tapped: Value | null = null;
  const phaseOutputs = () => {
    const biased = add(graph, phases, reshape(graph, call.weights.bias!, [filters, 1, 1]));
    return (tapped ??= activate(graph, activation, biased));
  };
  const toMaps = (value: Value) =>
    takeRows(graph, reshape(graph, value, [filters * 4 * pooled, samples]), mapOrder(call.conv), 0);

  return {
    from: index,
    to: index + 2,
    output,
    activation: (layer) => (layer === index ? toMaps(phaseOutputs()) : output),
    backward(error): SegmentBackward {
      const dh = reshape(graph, error, [filters, pooled * samples]);
      const dz = activationError(graph, activation, h, dh);
      const dzPooled = reshape(graph, dz, [filters, 1, pooled * samples]);
      const masked = multiply(graph, firstWinners(graph, phases, largest), dzPooled);
      const dProducts = reshape(graph, masked, [filters * 4, pooled * samples]);
      return {
        input() {
          const values = gemm(graph, widen(graph, spread), dProducts, { transposeA: true });
          const byRow = reshape(graph, values, [(places + 1) * pooled, samples]);
          return sumByPlace(graph, byRow, rows, input.dims[0]!, { zeroRow: places * pooled });
        },
        gradients() {
          const parts = groups.map(({ columns }) => gemm(graph, dProducts, columns, { transposeB: true }));
          const kernel = foldFilters(graph, joinColumns(graph, parts), kernelDims, stride);
          return new Map([[index, { kernel, bias: reshape(graph, sumColumns(graph, dz), [filters]) }]]);
        },
        error(layer) {
          if (layer !== index) return error;
          const outputs = phaseOutputs();
          const winners = firstWinners(graph, outputs, maxOverPlaces(graph, outputs));
          return toMaps(multiply(graph, winners, reshape(graph, dh, dzPooled.dims)));
        },
      };
    },
  };
}

/** Windows of some of the channels, laid out in columns `[places, pooled x samples]`; `from` is their first place. */
interface ChannelGroup {
  readonly from: number;
  readonly columns: Value;
}

function convPoolParts({ graph, conv, samples, input, weights }: ConvPoolCall) {
  const { kernel, stride, padding, activation } = conv.params as ConvNumbers & {
    padding: ConvParams['padding'] & string;
    activation: Activation;
  };
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
  const kernelDims = weights.kernel!.dims;
  const spread = spreadFilters(graph, weights.kernel!, stride);
  return { filters, pooled, kernelDims, stride, activation, spread, rows, groups, places };
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
