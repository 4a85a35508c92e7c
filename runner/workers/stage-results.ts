import type { JsonObject } from '../../src/plan/json.ts';
import type { EstimatorPlan, StagePlan } from '../../src/plan/plan.ts';
import { estimateContent, trainingContent } from '../../src/plan/stage-content.ts';
import type { Comparison } from '../../src/plan/stage-estimates.ts';
import type { NamedArrays } from '../contract/named-arrays.ts';
import type { KeptEstimate, KeptRows, KeptTraining, Outcome, StageResult } from '../contract/stage-result.ts';
import { keptResults } from '../store/kept-results.ts';
import type { Store } from '../store/store.ts';
import type { ResultClass } from './result-class.ts';
import { comparisonKey, type ResultKeys, type ResultSources, stageKeys } from './result-key.ts';

/** Results that are written side by side. */
const writtenAtOnce = 8;

/** What of a stage is kept, on the data as it is and in the class of this worker. */
export interface StageResults {
  readonly keys: ResultKeys;
  /** The training; null where it is not kept. */
  training(): Promise<KeptTraining | null>;
  /** Those of the estimates that are not kept. */
  missing(estimators: readonly EstimatorPlan[]): Promise<readonly EstimatorPlan[]>;
  keepTraining(
    result: Pick<StageResult, 'curve'> & { readonly outcome: Exclude<Outcome, { kind: 'interrupted' }> },
    weights: NamedArrays,
    digest: string,
  ): Promise<void>;
  keepEstimates(rows: readonly (readonly [EstimatorPlan, KeptRows])[]): Promise<void>;
  /** @param other the results of the training that it is compared with, and the key of that in the plan */
  keepComparison(
    one: Comparison,
    rows: KeptRows,
    other: { readonly keys: ResultKeys; readonly training: string },
  ): Promise<void>;
  /** Removes the training, networks that are pruned from it, and every estimate of these, also those of other studies. */
  forget(): Promise<void>;
}

/** @param stage with all its probes and branches */
export function openStageResults(
  stage: StagePlan,
  numericClass: ResultClass,
  sources: ResultSources,
  store: Store,
): StageResults {
  const keys = stageKeys(stage, numericClass, sources);
  const { files } = sources;
  const own = keys.training(stage.key);
  const inputs = (of: 'training' | 'estimate', key: string, content: JsonObject) => {
    const { kernels, ...engine } = numericClass;
    // what was recorded was trained on no engine of ours
    const trainedIn = stage.recorded ? {} : engine;
    const estimatedIn = { ...trainedIn, kernels };
    return { of, key, training: own, content, numericClass: of === 'training' ? trainedIn : estimatedIn };
  };
  return {
    keys,
    training: async () => (await store.get(own)) as KeptTraining | null,
    async missing(estimators) {
      const kept = await Promise.all(estimators.map(({ key }) => store.has(keys.estimate(key))));
      return estimators.filter((_, at) => !kept[at]);
    },
    async keepTraining({ outcome, curve }, weights, digest) {
      await store.putArrays(own, 'weights', weights);
      // `inputs` first, where they are found without reading the rest
      const training: KeptTraining = {
        inputs: inputs('training', stage.key, trainingContent(stage)),
        format: 2,
        outcome,
        curve,
        files,
        weights: digest,
      };
      await store.put(own, training);
    },
    keepEstimates: (rows) =>
      inTurns(rows, ([estimator, own]) => {
        const content = estimateContent(stage, estimator);
        const about = inputs('estimate', estimator.key, content);
        const estimate: KeptEstimate = { inputs: about, format: 2, rows: own };
        return store.put(keys.estimate(estimator.key), estimate);
      }),
    keepComparison(one, rows, other) {
      const about = inputs('estimate', one.key, estimateContent(stage, one));
      const both = { ...about, other: other.keys.training(other.training) };
      const estimate: KeptEstimate = { inputs: both, format: 2, rows };
      return store.put(comparisonKey(keys, other.keys, one), estimate);
    },
    forget: () => forget(stage.key, own, store),
  };
}

/** Removes a training, the networks that are pruned from it, and every estimate of these. */
async function forget(key: string, own: string, store: Store): Promise<void> {
  const { results } = await keptResults(store.folder);
  const made = results.filter(({ of, requires }) => of === 'training' && requires?.includes(key));
  const gone = new Set([own, ...made.map(({ inStore }) => inStore)]);
  // the training last: as long as it is there, somebody sees that its estimates do not belong to what is trained now
  for (const { of, training, other, inStore } of results)
    if (of === 'estimate' && (gone.has(training) || (other !== undefined && gone.has(other))))
      await store.remove(inStore);
  for (const { inStore } of made) await store.remove(inStore);
  await store.remove(own);
}

/** Does something for each item, for some of them side by side. */
async function inTurns<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += writtenAtOnce)
    await Promise.all(items.slice(from, from + writtenAtOnce).map(act));
}
