import type { Plan } from '../../src/plan/plan.ts';

/** Names of the layers that an estimator sees, in the order of its probe. */
export function layerOrder(plan: Plan, estimator: string): readonly string[] {
  for (const stage of plan.stages) {
    for (const branch of stage.branches) {
      const found = branch.estimators.find((entry) => entry.name === estimator);
      const probe = found && stage.probes[found.probe];
      if (probe) return probe.layers.map((index) => stage.network.layers[index]!.name);
    }
  }
  return [];
}
