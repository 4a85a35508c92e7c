import { RunError } from '../../src/node/run-error.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import type { RequiredStage } from '../contract/model.ts';
import type { StageResult } from '../contract/stage-result.ts';
import type { Store } from '../store/store.ts';

/**
 * The kept results and final weights of the stages that a stage requires.
 * @param keyOf the key in the store of a stage on the same data, by its key in the plan
 * @throws RunError when one of them is not kept, because it failed or was interrupted
 */
export async function requiredStages(
  stage: StagePlan,
  keyOf: (key: string) => string,
  store: Store,
): Promise<RequiredStage[]> {
  return Promise.all(
    (stage.requires ?? []).map(async (key) => {
      const result = (await store.get(keyOf(key))) as StageResult | null;
      const weights = result && (await store.getArrays(keyOf(key), 'weights'));
      if (result && weights) return { key, result, weights };
      throw new RunError(`${stage.id} is made from a training that has no result`, {
        hint: 'see why that one ended, then run the study again',
      });
    }),
  );
}
