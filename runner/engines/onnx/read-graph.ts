import type { NetworkPlan } from '../../../src/plan/plan.ts';
import { GraphBuilder } from './graph-builder.ts';
import { stepNames } from './step-graph.ts';

/** Writes the graph that passes all weights through: it brings those that live on a device to the CPU. */
export function buildReadGraph(network: NetworkPlan): Uint8Array {
  const graph = new GraphBuilder();
  network.layers.forEach((layer, index) => {
    for (const { name, shape } of layer.weights) {
      const weight = stepNames.weight(index, name);
      graph.output(stepNames.next(weight), graph.input(weight, 'float32', shape));
    }
  });
  return graph.encode('read');
}
