import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import type { WindowGrid } from '../window.ts';
import {
  add,
  appendRow,
  gatherRows,
  gemm,
  joinColumns,
  matmul,
  reshape,
  takeColumns,
  transpose,
} from './operators.ts';
import { takeRows, windowRows } from './windows.ts';

/** Windows of one tensor laid out in columns `[places, windows x samples]`, whole or piece by piece. */
export interface Columns {
  /** Products of `matrix` `[m, places]` with all columns, plus `bias` `[m, 1]`: `[m, windows x samples]`. */
  multiplied(matrix: Value, bias?: Value): Value;
  /** Products of `values` `[m, windows x samples]` with the columns, transposed: `[m, places]`. */
  correlated(values: Value): Value;
  /** Whether they are too many to be kept: they are laid out piece by piece then, each time anew. */
  readonly inPieces: boolean;
}

/** Numbers of one piece, so that it is multiplied while it lies in the cache: 1.2 MB. */
const pieceSize = 300_000;

/**
 * Fewest columns of a piece. The matrix product of ONNX Runtime sums in the same order for any two pieces that have so
 * many, so that equal windows give equal sums wherever they lie, and ties stay ties.
 */
const fewestColumns = 128;

/** @param input `[features, samples]`, of the grid's shape */
export function layOutWindows(graph: GraphBuilder, input: Value, grid: WindowGrid): Columns {
  const samples = input.dims[1]!;
  const windows = grid.rows.count * grid.columns.count;
  const places = grid.channels * grid.size * grid.size;
  const rows = windowRows(grid);
  const bounds = cutWindows(windows, places, samples);
  if (bounds.length === 2) {
    const all = reshape(graph, takeRows(graph, input, rows, 0), [places, windows * samples]);
    return {
      multiplied: (matrix, bias) => gemm(graph, matrix, all, bias ? { c: bias } : {}),
      correlated: (values) => gemm(graph, values, all, { transposeB: true }),
      inPieces: false,
    };
  }
  const outside = input.dims[0]!;
  const padded = rows.includes(-1) ? appendRow(graph, input, 0) : input;
  const pieces = bounds.slice(1).map((to, at) => ({ from: bounds[at]!, to }));
  const columnsOf = ({ from, to }: { from: number; to: number }) => {
    const taken = Int32Array.from({ length: places * (to - from) }, (_, at) => {
      const row = rows[Math.floor(at / (to - from)) * windows + from + (at % (to - from))]!;
      return row < 0 ? outside : row;
    });
    return reshape(graph, gatherRows(graph, padded, taken), [places, (to - from) * samples]);
  };
  return {
    multiplied: (matrix, bias) =>
      joinColumns(
        graph,
        pieces.map((piece) => gemm(graph, matrix, columnsOf(piece), bias ? { c: bias } : {})),
      ),
    correlated(values) {
      return pieces
        .map((piece) => {
          const part = takeColumns(graph, values, piece.from * samples, piece.to * samples);
          return gemm(graph, part, columnsOf(piece), { transposeB: true });
        })
        .reduce((sum, part) => add(graph, sum, part));
    },
    inPieces: true,
  };
}

/** Where windows are cut into pieces of nearly equal size: 0, ..., `windows`. */
function cutWindows(windows: number, places: number, samples: number): number[] {
  const wished = Math.ceil((windows * places * samples) / pieceSize);
  const most = Math.max(1, Math.floor((windows * samples) / fewestColumns));
  const whole = Math.max(1, Math.ceil(fewestColumns / samples));
  const count = Math.min(wished, most, Math.floor(windows / whole) || 1);
  return Array.from({ length: count + 1 }, (_, at) => Math.floor((at * windows) / count));
}

/**
 * The input gradient of a convolution of stride 1 as a convolution of the error with the filters turned by 180 degrees,
 * channels and filters exchanged.
 *
 * @param filters `[filters, channels, kernel, kernel]`
 * @param error `[filters x windows, samples]`
 * @param grid the convolution's own
 * @returns `[channels x places, samples]`
 */
export function convolveBack(graph: GraphBuilder, filters: Value, error: Value, grid: WindowGrid): Value {
  const [count, channels, kernel] = filters.dims as [number, number, number];
  const matrix = reshape(graph, turnFilters(graph, filters), [channels, count * kernel * kernel]);
  const span = (kernel - 1) * grid.dilation;
  const back: WindowGrid = {
    ...grid,
    channels: count,
    height: grid.rows.count,
    width: grid.columns.count,
    rows: { before: span - grid.rows.before, after: span - grid.rows.after, count: grid.height },
    columns: { before: span - grid.columns.before, after: span - grid.columns.after, count: grid.width },
  };
  const products = layOutWindows(graph, error, back).multiplied(matrix);
  return reshape(graph, products, [channels * grid.height * grid.width, error.dims[1]!]);
}

/**
 * Filters turned by 180 degrees, channels and filters exchanged.
 * @param filters `[filters, channels, kernel, kernel]`
 * @returns `[channels, filters, kernel, kernel]`
 */
export function turnFilters(graph: GraphBuilder, filters: Value): Value {
  const [count, channels, kernel] = filters.dims as [number, number, number];
  const places = kernel * kernel;
  const swapped = transpose(graph, reshape(graph, filters, [count, channels, places]), [1, 0, 2]);
  // a product with ones on the other diagonal puts the places in reverse, faster than any node that moves them
  const ones = Float32Array.from({ length: places * places }, (_, at) =>
    at % places === places - 1 - Math.floor(at / places) ? 1 : 0,
  );
  const rows = reshape(graph, swapped, [channels * count, places]);
  return reshape(graph, matmul(graph, rows, graph.floats(ones, [places, places])), [
    channels,
    count,
    kernel,
    kernel,
  ]);
}
