import type { Plan, RowSchedule, StagePlan } from '../plan/plan.ts';
import { curveRows } from '../plan/schedule.ts';
import { byCells } from './by-cells.ts';
import type { Row } from './columns.ts';

/** The parts of a plan that say when rows are taken. */
export type RowsPlan = Pick<Plan, 'trials' | 'stages'>;

/**
 * Gives the schedule that a row of the estimates or of the training table belongs to, as the plan has it: a training that
 * diverged has fewer rows. Null for a row that the plan knows no training or estimator of.
 */
export function rowSchedules({ trials, stages }: RowsPlan): (row: Row) => RowSchedule | null {
  const byKey = new Map<string, StagePlan[]>();
  for (const stage of stages) byKey.set(stage.key, [...(byKey.get(stage.key) ?? []), stage]);
  const keysOf = new Map(trials.map((trial) => [trial.id, trial.stages]));
  const find = ({ trial, model, estimator, split }: Row): RowSchedule | null => {
    const own = (keysOf.get(String(trial)) ?? []).flatMap((key) => byKey.get(key) ?? []);
    const stage = own.find((one) => one.model.name === model);
    if (!stage) return null;
    if (split === 'test' || split === 'train') return curveRows(stage.training, split);
    const read = stage.branches
      .flatMap((branch) => (branch.trial === trial ? branch.estimators : []))
      .find(({ name }) => name === estimator);
    return read ? (stage.probes[read.probe]?.rows ?? null) : null;
  };
  return byCells(['trial', 'model', 'estimator', 'split'], find);
}
