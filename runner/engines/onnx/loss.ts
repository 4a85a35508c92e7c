import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { map, multiply, reshape, subtract, sumColumns, sumRows } from '../../lowering/onnx/operators.ts';

export interface LossValues {
  /** Mean over the batch, `[]`; cross-entropy in nats. */
  readonly loss: Value;
  /** Hits, `[]`; null where outputs are no classes. */
  readonly correct: Value | null;
  /** Gradient of each sample's own loss at the output, `[outputs, samples]`. */
  readonly error: Value;
}

/**
 * Softmax cross-entropy.
 *
 * @param logits `[classes, samples]`
 * @param labels int32 `[samples]`
 */
export function crossEntropy(graph: GraphBuilder, logits: Value, labels: Value): LossValues {
  const [, samples] = logits.dims as [number, number];
  const target = oneHot(graph, logits, labels);
  const logarithms = graph.node('LogSoftmax', [logits], logits.dims, { axis: 0 });
  const total = sum(graph, multiply(graph, target, logarithms));
  return {
    loss: multiply(graph, total, graph.scalar(-1 / samples)),
    correct: hits(graph, logits, labels),
    error: subtract(graph, map(graph, 'Exp', logarithms), target),
  };
}

/**
 * Mean squared error: of each sample the mean over its outputs of (output - target)^2. The error at an output is
 * 2 (output - target) / outputs.
 *
 * @param output `[outputs, samples]`
 * @param target as `output`, or int32 labels `[samples]` that stand for one-hot vectors
 */
export function meanSquaredError(graph: GraphBuilder, output: Value, target: Value): LossValues {
  const [outputs, samples] = output.dims as [number, number];
  const labels = target.type === 'int32' ? target : null;
  const apart = subtract(graph, output, labels ? oneHot(graph, output, labels) : target);
  const total = sumColumns(graph, sumRows(graph, multiply(graph, apart, apart)));
  return {
    loss: multiply(graph, reshape(graph, total, []), graph.scalar(1 / (outputs * samples))),
    correct: labels ? hits(graph, output, labels) : null,
    error: multiply(graph, apart, graph.scalar(2 / outputs)),
  };
}

/** 1 at each sample's class, `[classes, samples]`. */
function oneHot(graph: GraphBuilder, output: Value, labels: Value): Value {
  const [classes, samples] = output.dims as [number, number];
  const each = Array.from({ length: classes }, (_, label) => label);
  const inputs = [graph.indices(each, [classes, 1]), reshape(graph, labels, [1, samples])];
  return asFloat(graph, graph.node('Equal', inputs, [classes, samples], {}, 'bool'));
}

/** Samples whose largest output is their class. */
function hits(graph: GraphBuilder, output: Value, labels: Value): Value {
  const { dims } = labels;
  const best = graph.node('ArgMax', [output], dims, { axis: 0, keepdims: 0 }, 'int64');
  const guess = graph.node('Cast', [best], dims, { to: 6 }, 'int32');
  return sum(graph, asFloat(graph, graph.node('Equal', [guess, labels], dims, {}, 'bool')));
}

function asFloat(graph: GraphBuilder, flags: Value): Value {
  return graph.node('Cast', [flags], flags.dims, { to: 1 }, 'float32');
}

function sum(graph: GraphBuilder, a: Value): Value {
  return graph.node('ReduceSum', [a], [], { keepdims: 0 });
}
