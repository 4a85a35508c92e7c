import type { Plan, StagePlan } from '../../src/plan/plan.ts';
import type { TrainedFilters } from '../contract/report.ts';
import type { Store } from '../store/store.ts';

/** Most weights of a layer whose filters are drawn: beyond, they are too small to see. */
const mostWeights = 8000;

/**
 * The filters that the plan's reports draw, as the trainings ended with them: those of the convolutions that a
 * `filter-redundancy` report is about, in layers of up to 8,000 weights. Trainings whose weights the store does not have give none.
 *
 * @param kept key in the store by key of the stage
 */
export async function trainedFilters(
  plan: Plan,
  kept: ReadonlyMap<string, string>,
  store: Pick<Store, 'getArrays'>,
): Promise<TrainedFilters[]> {
  const names = plan.reports.flatMap(({ kind, params }) =>
    kind === 'filter-redundancy' && params.pictures !== false ? [String(params.estimator)] : [],
  );
  if (names.length === 0) return [];
  const found: TrainedFilters[] = [];
  for (const stage of plan.stages) {
    const key = kept.get(stage.key);
    const layers = drawnLayers(stage, names);
    const arrays = key !== undefined && layers.length > 0 ? await store.getArrays(key, 'weights') : null;
    if (!arrays) continue;
    for (const index of layers) {
      const kernel = arrays.get(`${index}/kernel`);
      if (!kernel) continue;
      const most = kernel.values.reduce((greatest, weight) => Math.max(greatest, Math.abs(weight)), 0);
      found.push({
        trials: stage.branches.map((branch) => branch.trial),
        model: stage.model.name,
        layer: stage.network.layers[index]!.name,
        shape: kernel.shape as TrainedFilters['shape'],
        values: Int8Array.from(kernel.values, (weight) => Math.round((127 * weight) / (most || 1))),
        most,
      });
    }
  }
  return found;
}

/** Convolutions among the layers of the estimators' probes. */
function drawnLayers(stage: StagePlan, names: readonly string[]): readonly number[] {
  const probes = stage.branches.flatMap(({ estimators }) =>
    estimators.flatMap(({ name, probe }) => (names.includes(name) ? [probe] : [])),
  );
  const layers = [...new Set(probes)].flatMap((probe) => stage.probes[probe]!.layers);
  return [...new Set(layers)].filter((index) => {
    const kernel = stage.network.layers[index]!.weights.find(({ name }) => name === 'kernel');
    const size = kernel?.shape.reduce((product, part) => product * part, 1) ?? 0;
    return kernel?.shape.length === 4 && size <= mostWeights;
  });
}
