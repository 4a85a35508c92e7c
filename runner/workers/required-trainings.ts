import { RunError } from '../../src/node/run-error.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import type { RequiredTraining } from '../contract/model.ts';
import type { KeptEstimate, KeptTraining } from '../contract/stage-result.ts';
import type { Store } from '../store/store.ts';
import type { ResultKeys } from './result-key.ts';

/**
 * The kept trainings that a stage requires, with their final weights and the estimate by which it is pruned.
 * @param keys in the store of what is on the same data
 * @throws RunError when one of them is not kept, because it failed or was interrupted
 */
export async function requiredTrainings(
  { id, requires = [], pruning }: StagePlan,
  keys: ResultKeys,
  store: Store,
): Promise<RequiredTraining[]> {
  const lacking = () =>
    new RunError(`${id} is made from a training that has no result`, {
      hint: 'see why that one ended, then run the study again',
    });
  const estimate = pruning?.estimate;
  const read = estimate === undefined ? null : ((await store.get(keys.estimate(estimate))) as KeptEstimate);
  if (estimate !== undefined && !read) throw lacking();
  const estimates = read ? { [estimate!]: read.rows } : {};
  return Promise.all(
    requires.map(async (key) => {
      const training = (await store.get(keys.training(key))) as KeptTraining | null;
      const weights = training && (await store.getArrays(keys.training(key), 'weights'));
      if (!training || !weights) throw lacking();
      return { key, training, weights, estimates };
    }),
  );
}
