import type { Attribute, GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { size } from './size.ts';

// Nodes with the shape of their output worked out, and checks that catch a wrong lowering while the graph is built.

/** Elementwise sum, difference or product; shapes broadcast as in ONNX. */
export function add(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node('Add', [a, b], broadcast(a, b));
}

/** a - b */
export function subtract(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node('Sub', [a, b], broadcast(a, b));
}

/** a b, element by element */
export function multiply(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node('Mul', [a, b], broadcast(a, b));
}

/** An elementwise function that keeps the shape. */
export function map(
  graph: GraphBuilder,
  opType:
    | 'Sigmoid'
    | 'Tanh'
    | 'Relu'
    | 'LeakyRelu'
    | 'Elu'
    | 'Softplus'
    | 'Erf'
    | 'Sign'
    | 'Neg'
    | 'Exp'
    | 'Floor'
    | 'Sqrt'
    | 'Reciprocal',
  a: Value,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  return graph.node(opType, [a], a.dims, attributes);
}

/** `[m, k] x [k, n]` */
export function matmul(graph: GraphBuilder, a: Value, b: Value): Value {
  const [m, k] = matrix(a);
  const [rows, n] = matrix(b);
  if (k !== rows) throw misfit('MatMul', a, b);
  return graph.node('MatMul', [a, b], [m, n]);
}

/** op(a) op(b) + c, where op transposes as asked for and c broadcasts. */
export function gemm(
  graph: GraphBuilder,
  a: Value,
  b: Value,
  options: { transposeA?: boolean; transposeB?: boolean; c?: Value } = {},
): Value {
  const [m, k] = options.transposeA ? swap(matrix(a)) : matrix(a);
  const [rows, n] = options.transposeB ? swap(matrix(b)) : matrix(b);
  if (k !== rows) throw misfit('Gemm', a, b);
  const inputs = options.c ? [a, b, options.c] : [a, b];
  const attributes = { transA: options.transposeA ? 1 : 0, transB: options.transposeB ? 1 : 0 };
  return graph.node('Gemm', inputs, [m, n], attributes);
}

/** Sum over the rows of each matrix: `[..., m, n]` to `[..., 1, n]`. A product is far faster than ReduceSum here. */
export function sumRows(graph: GraphBuilder, a: Value): Value {
  const m = a.dims.at(-2);
  const n = a.dims.at(-1);
  if (m === undefined || n === undefined) throw misfit('sumRows', a, a);
  if (m === 1) return a;
  return graph.node('MatMul', [graph.filled(1, [1, m]), a], [...a.dims.slice(0, -2), 1, n]);
}

/** Sum over the columns of `[m, n]`: `[m, 1]`. A row times the transposed matrix is several times as fast as ReduceSum. */
export function sumColumns(graph: GraphBuilder, a: Value): Value {
  return weighColumns(graph, a, 1);
}

/** Mean of the columns of `[m, n]`: `[m, 1]`. */
export function meanColumns(graph: GraphBuilder, a: Value): Value {
  return weighColumns(graph, a, 1 / matrix(a)[1]);
}

function weighColumns(graph: GraphBuilder, a: Value, weight: number): Value {
  const [m, n] = matrix(a);
  if (n === 1) return a;
  const sums = gemm(graph, graph.filled(weight, [1, n]), a, { transposeB: true });
  return reshape(graph, sums, [m, 1]);
}

/**
 * Sum or mean of the columns of `[m, n]`, each row by itself: `[m, 1]`. For few long rows it is as fast as a product with ones, which one
 * thread computes where this takes all.
 */
export function reduceColumns(graph: GraphBuilder, opType: 'ReduceSum' | 'ReduceMean', a: Value): Value {
  const [m, n] = matrix(a);
  if (n === 1) return a;
  // ReduceMean is given its axes as an attribute until opset 18
  return opType === 'ReduceSum'
    ? graph.node(opType, [a, graph.lengths([1])], [m, 1], { keepdims: 1 })
    : graph.node(opType, [a], [m, 1], { axes: [1], keepdims: 1 });
}

/** 1 where a number is above 0, else 0; a number below 1e-38 counts in part. */
export function isPositive(graph: GraphBuilder, a: Value): Value {
  return graph.node('HardSigmoid', [a], a.dims, { alpha: { float: 3e38 }, beta: { float: 0 } });
}

/** The same numbers in another shape. */
export function reshape(graph: GraphBuilder, a: Value, dims: readonly number[]): Value {
  if (size(a.dims) !== size(dims)) {
    throw new Error(`Reshape: [${a.dims.join(', ')}] does not fill [${dims.join(', ')}]`);
  }
  if (a.dims.length === dims.length && a.dims.every((length, axis) => length === dims[axis])) return a;
  return graph.node('Reshape', [a, graph.lengths(dims)], dims);
}

/** Axis i of the result is axis `order[i]` of `a`. */
export function transpose(graph: GraphBuilder, a: Value, order: readonly number[]): Value {
  const dims = order.map((axis) => a.dims[axis]!);
  return graph.node('Transpose', [a], dims, { perm: order });
}

/** Rows of `[m, n]` by number; the same row may be taken many times. */
export function gatherRows(graph: GraphBuilder, a: Value, rows: Int32Array): Value {
  const [, n] = matrix(a);
  return graph.node('Gather', [a, graph.indices(rows)], [rows.length, n], { axis: 0 });
}

/** `[m, n]` and one more row filled with `value`: `[m + 1, n]`. */
export function appendRow(graph: GraphBuilder, a: Value, value: number): Value {
  const [m, n] = matrix(a);
  return graph.node('Concat', [a, graph.filled(value, [1, n])], [m + 1, n], { axis: 0 });
}

/** `[m, n]` and one more column of zeros: `[m, n + 1]`. */
export function widen(graph: GraphBuilder, a: Value): Value {
  const [m, n] = matrix(a);
  return graph.node('Concat', [a, graph.filled(0, [m, 1])], [m, n + 1], { axis: 1 });
}

/** Columns `from` up to, not including, `to` of `[m, n]`. */
export function takeColumns(graph: GraphBuilder, a: Value, from: number, to: number): Value {
  const [m, n] = matrix(a);
  if (from === 0 && to === n) return a;
  const bounds = [[from], [to], [1]].map((list) => graph.lengths(list));
  return graph.node('Slice', [a, ...bounds], [m, to - from]);
}

/** Matrices of as many rows side by side. */
export function joinColumns(graph: GraphBuilder, parts: readonly Value[]): Value {
  if (parts.length === 1) return parts[0]!;
  const columns = parts.reduce((sum, part) => sum + matrix(part)[1], 0);
  return graph.node('Concat', parts, [matrix(parts[0]!)[0], columns], { axis: 1 });
}

/** Largest value over axis 1 of `[blocks, places, n]`: `[blocks, 1, n]`. */
export function maxOverPlaces(graph: GraphBuilder, a: Value): Value {
  const [blocks, places, n] = a.dims;
  if (blocks === undefined || places === undefined || n === undefined) throw misfit('ReduceMax', a, a);
  if (places === 1) return a;
  return graph.node('ReduceMax', [a], [blocks, 1, n], { axes: [1], keepdims: 1 });
}

function matrix(a: Value): readonly [number, number] {
  const [m, n] = a.dims;
  if (a.dims.length !== 2 || m === undefined || n === undefined) {
    throw new Error(`a matrix is needed, not [${a.dims.join(', ')}]`);
  }
  return [m, n];
}

function swap([a, b]: readonly [number, number]): readonly [number, number] {
  return [b, a];
}

function broadcast(a: Value, b: Value): readonly number[] {
  const rank = Math.max(a.dims.length, b.dims.length);
  return Array.from({ length: rank }, (_, axis) => {
    const m = a.dims[axis - rank + a.dims.length] ?? 1;
    const n = b.dims[axis - rank + b.dims.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) throw misfit('broadcast', a, b);
    return Math.max(m, n);
  });
}

function misfit(what: string, a: Value, b: Value): Error {
  return new Error(`${what}: [${a.dims.join(', ')}] and [${b.dims.join(', ')}] do not fit`);
}
