import type { TrainingPlan } from '../../../src/plan/plan.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { add, multiply, subtract } from './operators.ts';

/** What an optimiser makes of one weight tensor. */
export interface OptimizerUpdate {
  readonly weight: Value;
  /** The optimiser's own tensors, each of the weight's shape, by slot. */
  readonly slots: Readonly<Record<string, Value>>;
}

/** An optimiser as nodes of the step graph. */
export interface OnnxOptimizer {
  /** Tensors kept beside each weight, all starting at zero. */
  readonly slots: readonly string[];
  /** @param gradient of the batch mean */
  update(
    graph: GraphBuilder,
    weight: Value,
    gradient: Value,
    slots: Readonly<Record<string, Value>>,
    rate: Value,
  ): OptimizerUpdate;
}

/** SGD: v <- momentum v + g, w <- w - rate v; without momentum there is no v. */
export function optimizerOf({ momentum }: Pick<TrainingPlan, 'optimizer' | 'momentum'>): OnnxOptimizer {
  if (momentum === 0) {
    return {
      slots: [],
      update: (graph, weight, gradient, _slots, rate) => ({
        weight: subtract(graph, weight, multiply(graph, gradient, rate)),
        slots: {},
      }),
    };
  }
  return {
    slots: ['velocity'],
    update(graph, weight, gradient, slots, rate) {
      const kept = multiply(graph, slots.velocity!, graph.scalar(momentum));
      const velocity = add(graph, kept, gradient);
      return { weight: subtract(graph, weight, multiply(graph, velocity, rate)), slots: { velocity } };
    },
  };
}
