import type { StagePlan } from '../plan/plan.ts';
import { comparisons } from '../plan/stage-estimates.ts';

/** What of a network is compared with which others, as a line of a plan. @param all the stages of the plan */
export function comparedTexts(stage: StagePlan, all: readonly StagePlan[]): string[] {
  const found = new Set<string>();
  for (const { name, other } of comparisons(stage)) {
    const { seed, model } = all.find(({ id }) => id === other.stage)!;
    const what = seed === stage.seed ? model.name : 'the same network of other seeds';
    found.add(`${name} with ${what}`);
  }
  return found.size === 0 ? [] : [`  compared, from captures of both: ${[...found].join(', ')}`];
}
