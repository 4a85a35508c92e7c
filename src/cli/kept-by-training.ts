import type { KeptResult } from '../../runner/store/kept-results.ts';
import type { Json } from '../plan/json.ts';

/** All results of a store, so that those of a training are found without looking at the others. */
export interface KeptByTraining {
  /** By their keys in the plan. */
  readonly trainings: ReadonlyMap<string, readonly KeptResult[]>;
  /** Keys in the plan of the estimates of a training, by its key in the store. */
  readonly estimates: ReadonlyMap<string, ReadonlySet<string>>;
  /** The same of comparisons whose two trainings are kept too. */
  readonly compared: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys in the store. */
  readonly inStore: ReadonlySet<string>;
  /** What estimates were computed with; null for one that does not say. */
  readonly kernels: ReadonlySet<Json>;
}

/** Sorts results by the trainings that they belong to. */
export function byTraining(results: readonly KeptResult[]): KeptByTraining {
  const trainings = new Map<string, KeptResult[]>();
  const estimates = new Map<string, Set<string>>();
  const compared = new Map<string, Set<string>>();
  const inStore = new Set(results.map((one) => one.inStore));
  const kernels = new Set<Json>();
  for (const one of results) {
    if (one.of === 'training') {
      entry(trainings, one.key, () => []).push(one);
      continue;
    }
    kernels.add(one.numericClass.kernels ?? null);
    if (one.other === undefined) entry(estimates, one.training, () => new Set()).add(one.key);
    else if (inStore.has(one.training) && inStore.has(one.other))
      entry(compared, one.training, () => new Set()).add(one.key);
  }
  return { trainings, estimates, compared, inStore, kernels };
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
