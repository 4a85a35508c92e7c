import type { TrainingSettings } from '../../contract/engine.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { add, map, multiply, subtract } from '../../lowering/onnx/operators.ts';

/** What an optimiser makes of one weight tensor. */
export interface OptimizerUpdate {
  readonly weight: Value;
  /** The optimiser's own tensors, each of the weight's shape, by slot. */
  readonly slots: Readonly<Record<string, Value>>;
}

export interface OptimizerCall {
  readonly graph: GraphBuilder;
  readonly weight: Value;
  /** Of the batch mean. */
  readonly gradient: Value;
  readonly slots: Readonly<Record<string, Value>>;
  readonly rate: Value;
  /** The optimiser's own inputs, by name. */
  readonly scalars: Readonly<Record<string, Value>>;
}

/** An optimiser as nodes of the step graph. */
export interface OnnxOptimizer {
  /** Tensors kept beside each weight, all starting at zero. */
  readonly slots: readonly string[];
  /** Numbers that change from update to update and go in as inputs. @param update updates done before this one */
  readonly scalars: (update: number) => Readonly<Record<string, number>>;
  update(call: OptimizerCall): OptimizerUpdate;
}

/**
 * The optimiser of a training. Weight decay adds `weightDecay` times the weight to each gradient, biases included; that of AdamW
 * takes rate x `weightDecay` times the weight off it before the update.
 * @source of AdamW: Loshchilov & Hutter 2019, Algorithm 2
 */
export function optimizerOf(training: TrainingSettings): OnnxOptimizer {
  const optimizer = training.optimizer === 'sgd' ? sgd(training) : adam(training);
  const decay = training.weightDecay ?? 0;
  if (decay === 0) return optimizer;
  return {
    ...optimizer,
    update(call) {
      const { graph, weight, rate } = call;
      if (training.optimizer === 'adamw') {
        const left = subtract(graph, graph.scalar(1), multiply(graph, rate, graph.scalar(decay)));
        return optimizer.update({ ...call, weight: multiply(graph, weight, left) });
      }
      const gradient = add(graph, call.gradient, multiply(graph, weight, graph.scalar(decay)));
      return optimizer.update({ ...call, gradient });
    },
  };
}

/**
 * v <- momentum v + g, w <- w - rate v; without momentum there is no v. Nesterov: w <- w - rate (g + momentum v).
 * @source Sutskever, Martens, Dahl & Hinton 2013, in the form that frameworks use
 */
function sgd({ momentum, nesterov }: TrainingSettings): OnnxOptimizer {
  const descend = (graph: GraphBuilder, weight: Value, direction: Value, rate: Value) =>
    subtract(graph, weight, multiply(graph, direction, rate));
  if (momentum === 0) {
    return {
      slots: [],
      scalars: () => ({}),
      update: ({ graph, weight, gradient, rate }) => ({
        weight: descend(graph, weight, gradient, rate),
        slots: {},
      }),
    };
  }
  return {
    slots: ['velocity'],
    scalars: () => ({}),
    update({ graph, weight, gradient, slots, rate }) {
      const share = graph.scalar(momentum);
      const velocity = add(graph, multiply(graph, slots.velocity!, share), gradient);
      const direction = nesterov ? add(graph, gradient, multiply(graph, velocity, share)) : velocity;
      return { weight: descend(graph, weight, direction, rate), slots: { velocity } };
    },
  };
}

/**
 * m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, w <- w - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon),
 * with t counted from 1.
 * @source Kingma & Ba 2015, Algorithm 1
 */
function adam(training: TrainingSettings): OnnxOptimizer {
  if (!training.adam) throw new Error('Adam needs its settings');
  const { beta1, beta2, epsilon } = training.adam;
  const blend = (graph: GraphBuilder, old: Value, fresh: Value, keep: number) =>
    add(graph, multiply(graph, old, graph.scalar(keep)), multiply(graph, fresh, graph.scalar(1 - keep)));
  return {
    slots: ['first', 'second'],
    scalars: (update) => ({
      'adam-first': 1 / (1 - beta1 ** (update + 1)),
      'adam-second': 1 / (1 - beta2 ** (update + 1)),
    }),
    update({ graph, weight, gradient, slots, rate, scalars }) {
      const first = blend(graph, slots.first!, gradient, beta1);
      const second = blend(graph, slots.second!, multiply(graph, gradient, gradient), beta2);
      const mean = multiply(graph, first, scalars['adam-first']!);
      const spread = map(graph, 'Sqrt', multiply(graph, second, scalars['adam-second']!));
      const size = map(graph, 'Reciprocal', add(graph, spread, graph.scalar(epsilon)));
      const direction = multiply(graph, mean, size);
      return {
        weight: subtract(graph, weight, multiply(graph, direction, rate)),
        slots: { first, second },
      };
    },
  };
}
