import type { StagePlan } from '../../src/plan/plan.ts';
import { type Comparison, comparisons, comparisonsId } from '../../src/plan/stage-estimates.ts';
import { comparisonKey, comparisonsLease, type ResultKeys } from './result-key.ts';
import type { Task } from './work-through.ts';

/** The comparisons of each stage as a task, which waits for the trainings that it reads. */
export interface ComparisonTasks {
  readonly tasks: readonly Task[];
  /** The stage whose comparisons a task makes; null for another task. */
  stage(id: string): StagePlan | null;
  /** Keys in the store of the comparisons of a stage. */
  results(stage: StagePlan): Promise<readonly string[]>;
}

/** @param keysOf gives the keys of a stage by its id */
export function comparisonTasks(
  stages: readonly StagePlan[],
  keysOf: (id: string) => Promise<ResultKeys>,
): ComparisonTasks {
  const comparing = new Map(
    stages.flatMap((stage) => (comparisons(stage).length > 0 ? [[comparisonsId(stage), stage]] : [])),
  );
  const results = async (stage: StagePlan) => {
    const own = await keysOf(stage.id);
    const keyOf = async (one: Comparison) => comparisonKey(own, await keysOf(one.other.stage), one);
    return Promise.all(comparisons(stage).map(keyOf));
  };
  return {
    results,
    stage: (id) => comparing.get(id) ?? null,
    tasks: [...comparing].map(([id, stage]): Task => {
      const others = comparisons(stage).map(({ other }) => other.stage);
      return {
        id,
        requires: [...new Set([stage.id, ...others])],
        key: async () => comparisonsLease(await results(stage)),
      };
    }),
  };
}
