import type { GraphBuilder, Value } from './graph-builder.ts';
import { map, multiply, reshape, subtract } from './operators.ts';

export interface LossValues {
  /** Mean over the batch, nats, `[]`. */
  readonly loss: Value;
  /** Hits, `[]`. */
  readonly correct: Value;
  /** Gradient of each sample's own loss at the logits, `[classes, samples]`. */
  readonly error: Value;
}

/**
 * Softmax cross-entropy.
 *
 * @param logits `[classes, samples]`
 * @param labels int32 `[samples]`
 */
export function crossEntropy(graph: GraphBuilder, logits: Value, labels: Value): LossValues {
  const [classes, samples] = logits.dims as [number, number];
  const each = Array.from({ length: classes }, (_, label) => label);
  const hit = graph.node(
    'Equal',
    [graph.indices(each, [classes, 1]), reshape(graph, labels, [1, samples])],
    [classes, samples],
    {},
    'bool',
  );
  const target = asFloat(graph, hit);
  const logarithms = graph.node('LogSoftmax', [logits], logits.dims, { axis: 0 });
  const total = sum(graph, multiply(graph, target, logarithms));
  const best = graph.node('ArgMax', [logits], [samples], { axis: 0, keepdims: 0 }, 'int64');
  const guess = graph.node('Cast', [best], [samples], { to: 6 }, 'int32');
  const right = graph.node('Equal', [guess, labels], [samples], {}, 'bool');
  return {
    loss: multiply(graph, total, graph.scalar(-1 / samples)),
    correct: sum(graph, asFloat(graph, right)),
    error: subtract(graph, map(graph, 'Exp', logarithms), target),
  };
}

function asFloat(graph: GraphBuilder, flags: Value): Value {
  return graph.node('Cast', [flags], flags.dims, { to: 1 }, 'float32');
}

function sum(graph: GraphBuilder, a: Value): Value {
  return graph.node('ReduceSum', [a], [], { keepdims: 0 });
}
