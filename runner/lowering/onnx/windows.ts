import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import type { WindowGrid } from '../window.ts';
import { appendRow, gatherRows, map, reshape, subtract, sumRows } from './operators.ts';

// Tensors are [features, samples] here, the samples innermost, so that taking windows apart and putting them together
// again is taking whole rows.

/**
 * The input row behind each place of each window, ordered channel, place in the window (reading order), window
 * (reading order); -1 for places outside the input.
 */
export function windowRows(grid: WindowGrid): Int32Array {
  const { channels, height, width, size, stride, dilation, rows, columns } = grid;
  const list = new Int32Array(channels * size * size * rows.count * columns.count);
  let next = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let place = 0; place < size * size; place++) {
      const down = Math.floor(place / size) * dilation - rows.before;
      const right = (place % size) * dilation - columns.before;
      for (let i = 0; i < rows.count; i++) {
        const y = i * stride + down;
        for (let j = 0; j < columns.count; j++) {
          const x = j * stride + right;
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          list[next++] = inside ? (channel * height + y) * width + x : -1;
        }
      }
    }
  }
  return list;
}

/** Takes rows of `[m, n]`; a row numbered -1 is filled with `outside`. */
export function takeRows(graph: GraphBuilder, input: Value, rows: Int32Array, outside: number): Value {
  const m = input.dims[0]!;
  if (rows.length === m && rows.every((row, place) => row === place)) return input;
  if (!rows.includes(-1)) return gatherRows(graph, input, rows);
  return gatherRows(
    graph,
    appendRow(graph, input, outside),
    rows.map((row) => (row < 0 ? m : row)),
  );
}

/**
 * The adjoint of `takeRows`: row p of the result `[count, n]` is the sum of the rows i of `values` with
 * `places[i] = p`. Rows with place -1 count nowhere.
 * @param options.sources row of `values` that is meant by i, where that is not i itself
 * @param options.zeroRow number of a row of `values` known to be zero, if there is one
 */
export function sumByPlace(
  graph: GraphBuilder,
  values: Value,
  places: Int32Array,
  count: number,
  options: { readonly sources?: Int32Array; readonly zeroRow?: number } = {},
): Value {
  const lists: number[][] = Array.from({ length: count }, () => []);
  places.forEach((place, i) => {
    if (place >= 0) lists[place]!.push(options.sources?.[i] ?? i);
  });
  const depth = lists.reduce((most, list) => Math.max(most, list.length), 1);
  const rows = new Int32Array(depth * count).fill(options.zeroRow ?? -1);
  lists.forEach((list, place) => {
    list.forEach((row, layer) => {
      rows[layer * count + place] = row;
    });
  });
  const samples = values.dims[1]!;
  const layers = reshape(graph, takeRows(graph, values, rows, 0), [depth, count * samples]);
  return reshape(graph, sumRows(graph, layers), [count, samples]);
}

const steep = 3e38;

/**
 * 1 at the first place of each window that holds its maximum, 0 elsewhere.
 * @param windows `[blocks, places, n]` with places in reading order
 * @param largest maximum over the places, `[blocks, 1, n]`
 */
export function firstWinners(graph: GraphBuilder, windows: Value, largest: Value): Value {
  const places = windows.dims[1]!;
  // clamp(steep x (value - maximum) + 1) is 1 for a winner and 0 for the others: values further apart than 1 / steep
  // count as different, which is every pair of floats above 1e-31 in size.
  const apart = subtract(graph, windows, largest);
  const slope = { alpha: { float: steep }, beta: { float: 1 } };
  const winners = graph.node('HardSigmoid', [apart], windows.dims, slope);
  const earlier = Float32Array.from({ length: places * places }, (_, cell) => {
    const row = Math.floor(cell / places);
    const column = cell % places;
    return row === column ? 1 : column < row ? -1 : 0;
  });
  const weights = graph.floats(earlier, [places, places]);
  return map(graph, 'Relu', graph.node('MatMul', [weights, winners], windows.dims));
}
