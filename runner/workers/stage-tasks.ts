import { joinStages } from '../../src/plan/join-stages.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';
import { createKeptIndex } from '../store/kept-index.ts';
import type { Store } from '../store/store.ts';
import type { CaptureStore } from '../store/stored-captures.ts';
import type { ResultKeys } from './result-key.ts';
import { notYetPinned, pinnedProbes } from './stage-captures.ts';
import type { Task } from './work-through.ts';

/** The stages of a plan as tasks, whose leases go by the keys of their trainings in the store. */
export interface StageTasks {
  readonly tasks: readonly Task[];
  /** The stage of a task, with the probes and branches of all that have its key: whoever trains one does it for all. */
  stage(id: string): StagePlan;
  /** Whether the training of a task, all its estimates and the captures that it pins are kept. @param sure as of `Work.isDone` */
  isDone(key: string, sure: boolean, id: string): Promise<boolean>;
}

/**
 * @param keysOf loads the data of a stage the first time, which may take long
 * @param found told of each stage that is done; left out where nobody asks
 */
export function stageTasks(
  stages: readonly StagePlan[],
  keysOf: (stage: StagePlan) => Promise<ResultKeys>,
  { store, captures }: { readonly store: Store; readonly captures: CaptureStore },
  found?: (stage: StagePlan) => void,
): StageTasks {
  const kept = createKeptIndex(store, () => performance.now());
  const joined = joinedById(stages);
  const known = new Map<string, Promise<ResultKeys>>();
  const keysOnce = (stage: StagePlan) => {
    const keys = known.get(stage.id) ?? keysOf(stage);
    known.set(stage.id, keys);
    return keys;
  };
  const idOf = new Map(stages.map((stage) => [stage.key, stage.id]));
  return {
    tasks: stages.map((stage): Task => {
      const requires = (stage.requires ?? []).map((key) => idOf.get(key)!);
      return {
        id: stage.id,
        requires,
        key: async () => (await keysOnce(joined.get(stage.id)!)).training(stage.key),
      };
    }),
    stage: (id) => joined.get(id)!,
    async isDone(key, sure, id) {
      if (!(await kept.has(key, sure))) return false;
      const stage = joined.get(id)!;
      const keys = await keysOnce(stage);
      const results = [key, ...stageEstimates(stage).map((one) => keys.estimate(one.key))];
      for (const result of results) if (!(await kept.has(result, sure))) return false;
      const pinned = pinnedProbes(stage);
      if ((await notYetPinned(stage, pinned, keys, captures)).length > 0) return false;
      if (!found) return true;
      // whoever tells of kept results reads them too, so that a damaged one is computed again
      for (const result of results) if ((await store.get(result)) === null) return false;
      found(stage);
      return true;
    },
  };
}

function joinedById(stages: readonly StagePlan[]): ReadonlyMap<string, StagePlan> {
  const alike = new Map<string, StagePlan[]>();
  for (const stage of stages) {
    const others = alike.get(stage.key);
    if (others) others.push(stage);
    else alike.set(stage.key, [stage]);
  }
  return new Map(
    stages.map((stage) => {
      const others = alike.get(stage.key)!.filter((one) => one !== stage);
      return [stage.id, joinStages([stage, ...others])];
    }),
  );
}
