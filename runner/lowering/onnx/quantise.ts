import type { QuantisePlan } from '../../../src/plan/plan.ts';
import { rangeMoves, rangeRate, smallestStep } from '../../../src/plan/quantised-levels.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import type { Activated } from './activation.ts';
import { add, map, multiply, subtract } from './operators.ts';

/** A layer's output on its levels, and the way back. */
export interface Quantised extends Activated {
  /** What the range becomes after a step, `[2]`; null where it does not move. */
  nextRange(): Value | null;
}

/**
 * Fake quantisation: clip h into the range, then the nearest level (of two equally near the upper one). Backward straight
 * through: the error passes where h lies within the range, its ends included, and is 0 elsewhere.
 * @param h output of a layer, `[features, samples]`
 * @param range [low, high] before the step, for ends that move
 * @source Bengio, Léonard & Courville 2013 (straight through); Jacob et al. 2018, section 3 (levels, moving range)
 */
export function quantise(
  graph: GraphBuilder,
  plan: QuantisePlan,
  h: Value,
  range: Value | undefined,
): Quantised {
  const end = (known: number | null, place: number) =>
    known === null
      ? graph.node('Slice', [range!, graph.lengths([place]), graph.lengths([place + 1])], [1])
      : graph.floats([known], [1]);
  const [low, high] = [end(plan.low, 0), end(plan.high, 1)];
  const step = multiply(graph, subtract(graph, high, low), graph.scalar(1 / (2 ** plan.bits - 1)));
  // a range of no length has one level, the low end
  const divisor = graph.node('Max', [step, graph.scalar(smallestStep)], [1]);
  const clipped = graph.node('Min', [graph.node('Max', [h, low], h.dims), high], h.dims);
  const steps = graph.node('Div', [subtract(graph, clipped, low), divisor], h.dims);
  const level = map(graph, 'Floor', add(graph, steps, graph.scalar(0.5)));
  return {
    output: add(graph, multiply(graph, level, step), low),
    error(error) {
      const inside = graph.node('Equal', [clipped, h], h.dims, {}, 'bool');
      return multiply(graph, error, graph.node('Cast', [inside], h.dims, { to: 1 }, 'float32'));
    },
    nextRange: () => (rangeMoves(plan) ? nextRange(graph, plan, h, range!) : null),
  };
}

function nextRange(graph: GraphBuilder, { low, high }: QuantisePlan, h: Value, range: Value): Value {
  const end = (known: number | null, opType: 'ReduceMin' | 'ReduceMax') =>
    known === null
      ? graph.node('Reshape', [graph.node(opType, [h], [], { keepdims: 0 }), graph.lengths([1])], [1])
      : graph.floats([known], [1]);
  const seen = graph.node('Concat', [end(low, 'ReduceMin'), end(high, 'ReduceMax')], [2], { axis: 0 });
  return add(
    graph,
    multiply(graph, range, graph.scalar(1 - rangeRate)),
    multiply(graph, seen, graph.scalar(rangeRate)),
  );
}
