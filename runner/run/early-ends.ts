import type { Plan, StagePlan } from '../../src/plan/plan.ts';
import { rowsBetween, rowTest } from '../../src/plan/schedule.ts';
import { epochIn } from '../../src/plan/trained-here.ts';
import type { Outcome } from '../contract/stage-result.ts';

/** What is said of each training that ended early, with the rows that its probes did not take for that. */
export function earlyEnds(
  plan: Pick<Plan, 'stages'>,
  { trainings }: { readonly trainings: ReadonlyMap<string, { readonly outcome: Outcome }> },
): string[] {
  return plan.stages.flatMap((stage) => {
    const outcome = trainings.get(stage.key)?.outcome;
    if (outcome?.kind !== 'complete' || outcome.stopped === undefined) return [];
    const lost = rowsAfter(stage, outcome.stopped);
    return lost.length === 0
      ? []
      : [
          `${stage.id} ended early, after epoch ${epochIn(stage, outcome.stopped)}; not taken: ${lost.join('; ')}`,
        ];
  });
}

/** The end itself is no such row: who looks at the last epoch does so where the training ends. */
function rowsAfter(stage: StagePlan, end: number): string[] {
  return stage.probes.flatMap(({ name, rows }) => {
    const between = rowsBetween(rows, end + 1, stage.training.updates - 1);
    if (!between) return [];
    const isRow = rowTest(rows);
    let inside = 0;
    for (let at = between.first; at <= between.last; at++) inside += Number(isRow(at));
    const epochs = [between.first, between.last].map((one) => Number(epochIn(stage, one)?.toPrecision(4)));
    const when =
      between.first === between.last ? `at epoch ${epochs[0]}` : `from epoch ${epochs.join(' to ')}`;
    return [`${inside === 1 ? 'a row' : `${inside} rows`} of ${name} ${when}`];
  });
}
