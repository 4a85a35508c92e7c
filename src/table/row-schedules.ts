import type { Plan, RowSchedule, StagePlan } from '../plan/plan.ts';
import { curveRows } from '../plan/schedule.ts';
import { byCells } from './by-cells.ts';
import type { Row } from './columns.ts';

/** The parts of a plan that say when rows are taken. */
export type RowsPlan = Pick<Plan, 'trials' | 'stages'>;

/** When rows are taken, and whether the training may end before the last of them. */
export interface PlannedRows {
  readonly rows: RowSchedule;
  readonly mayEnd: boolean;
}

/**
 * Gives the schedule that a row of the estimates or of the training table belongs to, as the plan has it: a training that
 * diverged has fewer rows. Null for a row that the plan knows no training or estimator of.
 */
export function rowSchedules({ trials, stages }: RowsPlan): (row: Row) => PlannedRows | null {
  const byKey = new Map<string, StagePlan[]>();
  for (const stage of stages) byKey.set(stage.key, [...(byKey.get(stage.key) ?? []), stage]);
  const keysOf = new Map(trials.map((trial) => [trial.id, trial.stages]));
  const find = ({ trial, model, estimator, split }: Row): PlannedRows | null => {
    const own = (keysOf.get(String(trial)) ?? []).flatMap((key) => byKey.get(key) ?? []);
    const stage = own.find((one) => one.model.name === model);
    if (!stage) return null;
    const mayEnd = 'stop' in stage.training;
    if (split === 'test' || split === 'train') return { rows: curveRows(stage.training, split), mayEnd };
    if (split === 'held-out') return { rows: curveRows(stage.training, 'test'), mayEnd };
    const read = stage.branches
      .flatMap((branch) => (branch.trial === trial ? branch.estimators : []))
      .find(({ name }) => name === estimator);
    const rows = read && stage.probes[read.probe]?.rows;
    return rows ? { rows, mayEnd } : null;
  };
  return byCells(['trial', 'model', 'estimator', 'split'], find);
}
