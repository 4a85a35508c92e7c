import { joinStages } from '../../src/plan/join-stages.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { ownEstimates } from '../../src/plan/stage-estimates.ts';
import { createKeptIndex } from '../store/kept-index.ts';
import type { Store } from '../store/store.ts';
import type { CaptureStore } from '../store/stored-captures.ts';
import { comparisonTasks } from './comparison-tasks.ts';
import type { ResultKeys } from './result-key.ts';
import { notYetPinned, pinnedProbes } from './stage-captures.ts';
import type { Task } from './work-through.ts';

/**
 * The stages of a plan as tasks, whose leases go by the keys of their trainings in the store; and the comparisons of each stage as a
 * task, which waits for the trainings that it reads.
 */
export interface StageTasks {
  readonly tasks: readonly Task[];
  /** The stage whose comparisons a task makes; null for one that is a training. */
  compared(id: string): StagePlan | null;
  /** The stage of a task, with the probes and branches of all that have its key: whoever trains one does it for all. */
  stage(id: string): StagePlan;
  /** Whether the training of a task, its own estimates and the captures that it pins are kept, or its comparisons. @param sure as of `Work.isDone` */
  isDone(key: string, sure: boolean, id: string): Promise<boolean>;
}

/**
 * @param stages of a plan: comparisons lead from one to another by their ids
 * @param keysOf loads the data of a stage the first time, which may take long
 * @param found told of each task that is done; left out where nobody asks
 */
export function stageTasks(
  stages: readonly StagePlan[],
  keysOf: (stage: StagePlan) => Promise<ResultKeys>,
  { store, captures }: { readonly store: Store; readonly captures: CaptureStore },
  found?: (id: string) => void,
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
  const keysById = (id: string) => keysOnce(joined.get(id)!);
  const pairs = comparisonTasks(stages, keysById);
  const areKept = async (results: readonly string[], sure: boolean) => {
    for (const result of results) if (!(await kept.has(result, sure))) return false;
    return true;
  };
  const areDone = async (results: readonly string[], id: string) => {
    if (!found) return true;
    // whoever tells of kept results reads them too, so that a damaged one is computed again
    for (const result of results) if ((await store.get(result)) === null) return false;
    found(id);
    return true;
  };
  return {
    tasks: [
      ...stages.map((stage): Task => {
        const requires = (stage.requires ?? []).map((key) => idOf.get(key)!);
        return { id: stage.id, requires, key: async () => (await keysById(stage.id)).training(stage.key) };
      }),
      ...pairs.tasks,
    ],
    stage: (id) => joined.get(id)!,
    compared: pairs.stage,
    async isDone(key, sure, id) {
      const compared = pairs.stage(id);
      if (compared) {
        const results = await pairs.results(compared);
        return (await areKept(results, sure)) && areDone(results, id);
      }
      if (!(await kept.has(key, sure))) return false;
      const stage = joined.get(id)!;
      const keys = await keysOnce(stage);
      const results = [key, ...ownEstimates(stage).map((one) => keys.estimate(one.key))];
      if (!(await areKept(results, sure))) return false;
      const pinned = pinnedProbes(stage);
      if ((await notYetPinned(stage, pinned, keys, captures)).length > 0) return false;
      return areDone(results, id);
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
