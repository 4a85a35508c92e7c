import type { LayerPlan } from '../../../src/plan/plan.ts';
import type { OnnxCall, OnnxForward, Settled } from '../../contract/layer.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import type { Params as ConvParams } from '../../layers/conv.ts';
import { activate } from '../../lowering/onnx/activation.ts';
import { layOutWindows, turnFilters } from '../../lowering/onnx/convolve.ts';
import { gemm, reduceColumns, reshape, transpose } from '../../lowering/onnx/operators.ts';
import { takeRows } from '../../lowering/onnx/windows.ts';
import { placeGrid, type WindowGrid, windowSpan } from '../../lowering/window.ts';
import { blockFilters, convolveBlocks } from './blocked-images.ts';

/**
 * Whether a layer is lowered as `lowerDirectConv` does: a convolution of stride 1 in a network that normalises batches. In other networks
 * convolutions stay as they are, since sums in another order would change what published studies keep; a batch normalisation's version counts
 * how the networks with one are lowered.
 */
export function fitsDirectConv(layer: LayerPlan, layers: readonly LayerPlan[]): boolean {
  if (layer.kind !== 'conv' || !layers.some(({ kind }) => kind === 'batch-norm')) return false;
  const { kernel, stride, dilation } = convParams(layer);
  if (kernel === 1 || stride !== 1) return false;
  const { rows, columns } = gridOf(layer);
  const span = windowSpan(kernel, dilation) - 1;
  return [rows.before, rows.after, columns.before, columns.after].every((zeros) => zeros <= span);
}

function convParams(layer: LayerPlan): Settled<ConvParams> {
  return layer.params as never;
}

function gridOf(layer: LayerPlan): WindowGrid {
  const { kernel, stride, padding, dilation } = convParams(layer);
  return placeGrid(layer.input, kernel, stride, padding, dilation);
}

/**
 * A convolution as ONNX's own `Conv`, forward and back to the input. `[channels x height x width, samples]` is one image
 * `[1, channels, height, width x samples]` for it: a step to the next column is a step of as many places as there are samples, which a
 * dilation says. So no windows are laid out in memory.
 * @param block numbers in a block of images, where there are blocks
 */
export function lowerDirectConv(layer: LayerPlan, call: OnnxCall<never>, block: number | null): OnnxForward {
  const { graph, input, samples, weights } = call;
  const [filters, height, width] = layer.output as [number, number, number];
  const { activation } = convParams(layer);
  const grid = gridOf(layer);
  const kernel = weights.kernel!;
  const forward = { value: input, kernel, bias: weights.bias!, grid, samples, filters, block, turned: false };
  const rows = [filters, height * width * samples];
  const h = activate(graph, activation, reshape(graph, convolve(graph, forward), rows));
  return {
    output: reshape(graph, h.output, [filters * height * width, samples]),
    backward(error) {
      const dz = h.error(reshape(graph, error, rows));
      return {
        input() {
          const back = { value: dz, kernel, grid: backGrid(grid, filters), samples, block, turned: true };
          return reshape(graph, convolve(graph, { ...back, filters: grid.channels }), input.dims);
        },
        gradients: () => ({
          kernel: kernelGradient(graph, { input, dz, grid, samples, filters }),
          bias: reshape(graph, reduceColumns(graph, 'ReduceSum', dz), [filters]),
        }),
      };
    },
  };
}

interface ConvolveCall {
  /** `[channels x height x width, samples]` of the grid, in whatever shape. */
  readonly value: Value;
  /** The layer's own. */
  readonly kernel: Value;
  /** Whether by the kernel turned by 180 degrees, channels and filters exchanged. */
  readonly turned: boolean;
  readonly bias?: Value;
  readonly grid: WindowGrid;
  readonly samples: number;
  /** Maps that come out. */
  readonly filters: number;
  readonly block: number | null;
}

/** @returns `[1, filters, rows, columns x samples]` */
function convolve(graph: GraphBuilder, call: ConvolveCall): Value {
  const { value, kernel, turned, bias, grid, samples, filters, block } = call;
  const { channels, height, width, size, dilation, rows, columns } = grid;
  const image = reshape(graph, value, [1, channels, height, width * samples]);
  const dims = [1, filters, rows.count, columns.count * samples];
  const attributes = {
    kernel_shape: [size, size],
    dilations: [dilation, dilation * samples],
    pads: [rows.before, columns.before * samples, rows.after, columns.after * samples],
    strides: [1, 1],
    group: 1,
  };
  if (block && channels % block === 0 && filters % block === 0 && columns.count >= narrowest) {
    const blocks = blockFilters(graph, kernel, block, turned);
    return convolveBlocks(graph, { image, filters: blocks, ...(bias ? { bias } : {}) }, dims, attributes);
  }
  const inputs = [image, turned ? turnFilters(graph, kernel) : kernel, ...(bias ? [bias] : [])];
  return graph.node('Conv', inputs, dims, attributes);
}

/**
 * Fewest columns for which blocks win: the places at both edges are computed one by one. Measured for 16 to 128 channels, they take 0.7 of
 * the time of `Conv` for 16 and 32, 0.8 for 64 and eight columns, 1.0 for 128 and four, 1.5 for two columns.
 */
const narrowest = 8;

/** The windows over the error of the convolution's output that make the error of its input. */
function backGrid(grid: WindowGrid, filters: number): WindowGrid {
  const span = windowSpan(grid.size, grid.dilation) - 1;
  return {
    ...grid,
    channels: filters,
    height: grid.rows.count,
    width: grid.columns.count,
    rows: { before: span - grid.rows.before, after: span - grid.rows.after, count: grid.height },
    columns: { before: span - grid.columns.before, after: span - grid.columns.after, count: grid.width },
  };
}

interface KernelCall {
  /** `[channels x height x width, samples]` */
  readonly input: Value;
  /** Error before the activation, `[filters, windows x samples]`. */
  readonly dz: Value;
  readonly grid: WindowGrid;
  readonly samples: number;
  readonly filters: number;
}

/** Fewest channels for which moved copies win over windows laid out. */
const fewestChannels = 16;

/**
 * The gradient of the kernel, sum over i, j of dz[i, j] x[i + a, j + b] for each place (a, b) of it: the input moved by each a, times the
 * error moved by each b the other way. So `kernel` copies of each are laid out and not kernel^2 of the input, and one product has all
 * pairs of them.
 */
function kernelGradient(graph: GraphBuilder, { input, dz, grid, samples, filters }: KernelCall): Value {
  const { channels, size, height, width, dilation, rows, columns } = grid;
  if (channels < fewestChannels) {
    const laid = layOutWindows(graph, input, grid).correlated(dz);
    return reshape(graph, laid, [filters, channels, size, size]);
  }
  const depth = rows.count * width * samples;
  const down = Int32Array.from({ length: channels * size * rows.count }, (_, at) => {
    const y = (at % rows.count) + (Math.floor(at / rows.count) % size) * dilation - rows.before;
    const channel = Math.floor(at / (size * rows.count));
    return y >= 0 && y < height ? channel * height + y : -1;
  });
  const lines = reshape(graph, input, [channels * height, width * samples]);
  const moved = reshape(graph, takeRows(graph, lines, down, 0), [channels * size, depth]);

  const places = rows.count * width;
  const right = Int32Array.from({ length: size * filters * places }, (_, at) => {
    const x = (at % width) - Math.floor(at / (filters * places)) * dilation + columns.before;
    const line = Math.floor(at / width) % (filters * rows.count);
    return x >= 0 && x < columns.count ? line * columns.count + x : -1;
  });
  const errors = reshape(graph, dz, [filters * rows.count * columns.count, samples]);
  const spread = reshape(graph, takeRows(graph, errors, right, 0), [size * filters, depth]);

  const products = reshape(graph, gemm(graph, spread, moved, { transposeB: true }), [
    size,
    filters * channels * size,
  ]);
  return reshape(graph, transpose(graph, products, [1, 0]), [filters, channels, size, size]);
}
