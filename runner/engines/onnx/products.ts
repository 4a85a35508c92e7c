import { type GraphBuilder, unknownLength, type Value } from '../../contract/onnx-graph.ts';
import { gemm, meanColumns, multiply, subtract, transpose } from '../../lowering/onnx/operators.ts';

/** Inner products of a layer's samples, and the layer itself where they are not exact enough. */
export interface ProductValues {
  /** `[n, n]` */
  readonly products: Value;
  /** `[n, features]` where a sample is longer than was asked for, else `[n, 0]`. */
  readonly reserve: Value;
}

/**
 * Inner products of samples with their mean taken off, which changes no distance between them and makes what is lost
 * to rounding small: <a - m, b - m>, with m the mean of all samples.
 *
 * @param samples `[features, n]`, features in any order
 * @param longest squared length of a sample, its mean taken off, above which the samples themselves come too
 */
export function centredProducts(graph: GraphBuilder, samples: Value, longest: number): ProductValues {
  const mean = meanColumns(graph, samples);
  const centred = subtract(graph, samples, mean);
  const products = gemm(graph, centred, centred, { transposeA: true });
  return { products, reserve: whereTooLong(graph, samples, products, longest) };
}

/** All of the samples or none of them, by the largest number on the diagonal of their products. */
function whereTooLong(graph: GraphBuilder, samples: Value, products: Value, longest: number): Value {
  const [features, n] = samples.dims as [number, number];
  const one = Float32Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  const lengths = multiply(graph, products, graph.floats(one, [n, n]));
  const most = graph.node('ReduceMax', [lengths], [], { keepdims: 0 });
  const over = graph.node('Greater', [most, graph.scalar(longest)], [], {}, 'bool');
  const flag = graph.node('Cast', [over], [], { to: 7 }, 'int64');
  const rows = graph.node('Mul', [flag, graph.lengths([features])], [1]);
  const bounds = [graph.lengths([0]), rows, graph.lengths([0])];
  return transpose(graph, graph.node('Slice', [samples, ...bounds], [unknownLength, n]), [1, 0]);
}
