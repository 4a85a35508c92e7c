import type { TrainingSettings } from '../../contract/engine.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import {
  add,
  map,
  matmul,
  multiply,
  reshape,
  subtract,
  sumColumns,
  sumRows,
} from '../../lowering/onnx/operators.ts';

export interface LossValues {
  /** Mean over the batch, `[]`; cross-entropy in nats. */
  readonly loss: Value;
  /** Hits, `[]`; null where outputs are no classes. */
  readonly correct: Value | null;
  /** Gradient of each sample's own loss at the output, `[outputs, samples]`. */
  readonly error: Value;
}

/**
 * The loss that a training minimises.
 * @param target int32 labels `[samples]`, or what the output is to reproduce, as `output`
 */
export function lossValues(
  graph: GraphBuilder,
  training: TrainingSettings,
  output: Value,
  target: Value,
): LossValues {
  if (training.loss === 'mse') return meanSquaredError(graph, output, target);
  return crossEntropy(graph, output, target, training);
}

/**
 * Softmax cross-entropy. With smoothing s the target is (1 - s) at the class and s / classes everywhere; a sample's loss is times
 * the weight of its class, and the mean is over samples whatever they weigh.
 *
 * @param logits `[classes, samples]`
 * @param labels int32 `[samples]`
 * @source of smoothing: Szegedy et al. 2016, section 7
 */
function crossEntropy(
  graph: GraphBuilder,
  logits: Value,
  labels: Value,
  { labelSmoothing = 0, classWeights }: TrainingSettings,
): LossValues {
  const [classes, samples] = logits.dims as [number, number];
  const own = oneHot(graph, logits, labels);
  const shared = () =>
    add(
      graph,
      multiply(graph, own, graph.scalar(1 - labelSmoothing)),
      graph.scalar(labelSmoothing / classes),
    );
  const target = labelSmoothing > 0 ? shared() : own;
  const logarithms = graph.node('LogSoftmax', [logits], logits.dims, { axis: 0 });
  const apart = subtract(graph, map(graph, 'Exp', logarithms), target);
  const each = multiply(graph, target, logarithms);
  const weights = classWeights && matmul(graph, graph.floats(classWeights, [1, classes]), own);
  const weighed = (value: Value) => (weights ? multiply(graph, value, weights) : value);
  return {
    loss: multiply(graph, sum(graph, weighed(each)), graph.scalar(-1 / samples)),
    correct: hits(graph, logits, labels),
    error: weighed(apart),
  };
}

/**
 * Mean squared error: of each sample the mean over its outputs of (output - target)^2. The error at an output is
 * 2 (output - target) / outputs.
 *
 * @param output `[outputs, samples]`
 * @param target as `output`, or int32 labels `[samples]` that stand for one-hot vectors
 */
function meanSquaredError(graph: GraphBuilder, output: Value, target: Value): LossValues {
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
