import { type GraphBuilder, unknownLength, type Value } from '../../contract/onnx-graph.ts';
import { gemm, meanColumns, multiply, subtract, transpose } from '../../lowering/onnx/operators.ts';

/** Inner products of a layer's samples, and the layer itself where they are not exact enough. */
export interface ProductValues {
  /** `[n, n]` */
  readonly products: Value;
  /** `[n, features]` where a sample is longer than was asked for, else `[n, 0]`; null where that was not asked. */
  readonly reserve: Value | null;
}

/**
 * Inner products of samples with their mean taken off, which changes no distance between them and makes what is lost
 * to rounding small: <a - m, b - m>, with m the mean of all samples.
 *
 * @param samples `[features, n]`, features in any order
 * @param longest squared length of a sample, its mean taken off, above which the samples themselves come too; null for never
 * @param order row of `samples` behind each feature of the layer; null where they are in order
 */
export function centredProducts(
  graph: GraphBuilder,
  samples: Value,
  { longest, order }: { readonly longest: number | null; readonly order: Int32Array | null },
): ProductValues {
  const mean = meanColumns(graph, samples);
  const centred = subtract(graph, samples, mean);
  const products = gemm(graph, centred, centred, { transposeA: true });
  if (longest === null) return { products, reserve: null };
  const count = featuresWanted(graph, samples, products, longest);
  return { products, reserve: firstFeatures(graph, samples, count, order) };
}

/** All features of the samples or none of them, by the largest number on the diagonal of their products: `[1]`. */
function featuresWanted(graph: GraphBuilder, samples: Value, products: Value, longest: number): Value {
  const [features, n] = samples.dims as [number, number];
  const one = Float32Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  const lengths = multiply(graph, products, graph.floats(one, [n, n]));
  const most = graph.node('ReduceMax', [lengths], [], { keepdims: 0 });
  const over = graph.node('Greater', [most, graph.scalar(longest)], [], {}, 'bool');
  const flag = graph.node('Cast', [over], [], { to: 7 }, 'int64');
  return graph.node('Mul', [flag, graph.lengths([features])], [1]);
}

/** The first `count` features in the layer's order: `[n, count]`. */
function firstFeatures(graph: GraphBuilder, samples: Value, count: Value, order: Int32Array | null): Value {
  const n = samples.dims[1]!;
  const bounds = [graph.lengths([0]), count, graph.lengths([0])];
  if (!order) {
    return transpose(graph, graph.node('Slice', [samples, ...bounds], [unknownLength, n]), [1, 0]);
  }
  const rows = graph.node('Slice', [graph.lengths([...order]), ...bounds], [unknownLength], {}, 'int64');
  const taken = graph.node('Gather', [samples, rows], [unknownLength, n], { axis: 0 });
  return transpose(graph, taken, [1, 0]);
}
