import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { matmul, reshape, transpose } from '../../lowering/onnx/operators.ts';

// A convolution followed by a maximum over 2 x 2 places is computed on windows of kernel + stride places, one a pooled
// place. Each filter stands in such a window at four shifts, its phases, in reading order.

/** Side of the window that holds a filter's four phases. */
export function phaseWindow(kernel: number, stride: number): number {
  return kernel + stride;
}

/** Filters `[filters, channels, kernel, kernel]` at their four shifts: `[filters x 4, channels x window x window]`. */
export function spreadFilters(graph: GraphBuilder, filters: Value, stride: number): Value {
  const [count, channels, kernel] = filters.dims as [number, number, number];
  const places = phaseWindow(kernel, stride) ** 2;
  const flat = reshape(graph, filters, [count * channels, kernel * kernel]);
  const spread = matmul(graph, flat, shiftMatrix(graph, kernel, stride, false));
  const byChannel = reshape(graph, spread, [count, channels, 4, places]);
  return reshape(graph, transpose(graph, byChannel, [0, 2, 1, 3]), [count * 4, channels * places]);
}

/** The adjoint of `spreadFilters`: sums what belongs to the same weight. */
export function foldFilters(
  graph: GraphBuilder,
  spread: Value,
  dims: readonly number[],
  stride: number,
): Value {
  const [count, channels, kernel] = dims as [number, number, number];
  const places = phaseWindow(kernel, stride) ** 2;
  const byPhase = reshape(graph, spread, [count, 4, channels, places]);
  const byChannel = reshape(graph, transpose(graph, byPhase, [0, 2, 1, 3]), [count * channels, 4 * places]);
  return reshape(graph, matmul(graph, byChannel, shiftMatrix(graph, kernel, stride, true)), dims);
}

/** 1 where a weight of the filter comes to stand: `[kernel x kernel, 4 x window x window]`, or its transpose. */
function shiftMatrix(graph: GraphBuilder, kernel: number, stride: number, transposed: boolean): Value {
  const window = phaseWindow(kernel, stride);
  const places = window * window;
  const rows = kernel * kernel;
  const columns = 4 * places;
  const cells = new Float32Array(rows * columns);
  for (let weight = 0; weight < rows; weight++) {
    for (let phase = 0; phase < 4; phase++) {
      const down = Math.floor(weight / kernel) + stride * Math.floor(phase / 2);
      const right = (weight % kernel) + stride * (phase % 2);
      const column = phase * places + down * window + right;
      cells[transposed ? column * rows + weight : weight * columns + column] = 1;
    }
  }
  return graph.floats(cells, transposed ? [columns, rows] : [rows, columns]);
}
