import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { add, gemm, map, multiply, reshape } from '../../lowering/onnx/operators.ts';
import { size } from '../../lowering/onnx/size.ts';
import { leastNorm } from '../least-norm.ts';

/**
 * All gradients times min(1, norm / (|g| + 1e-6)), with |g| the length of all of them together.
 * @source Pascanu, Mikolov & Bengio 2013, Algorithm 1; the 1e-6 as in PyTorch
 */
export function clipGradients(
  graph: GraphBuilder,
  gradients: readonly Value[],
  norm: number,
): readonly Value[] {
  const squares = gradients.map((gradient) => {
    const row = reshape(graph, gradient, [1, size(gradient.dims)]);
    return gemm(graph, row, row, { transposeB: true });
  });
  const length = map(
    graph,
    'Sqrt',
    squares.reduce((sum, square) => add(graph, sum, square)),
  );
  const inverse = map(graph, 'Reciprocal', add(graph, length, graph.scalar(leastNorm)));
  const share = multiply(graph, inverse, graph.scalar(norm));
  const factor = reshape(graph, graph.node('Min', [share, graph.filled(1, [1, 1])], [1, 1]), []);
  return gradients.map((gradient) => multiply(graph, gradient, factor));
}
