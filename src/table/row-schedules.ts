import type { Plan, RowSchedule, StagePlan } from '../plan/plan.ts';
import { curveRows } from '../plan/schedule.ts';
import { byCells } from './by-cells.ts';
import type { Row } from './columns.ts';

/** The parts of a plan that say when rows are taken. */
export type RowsPlan = Pick<Plan, 'trials' | 'stages'>;

/** When rows are taken, and whether the training may end before the last of them. */
export interface PlannedRows {
  /** One; of a training that was recorded, those of all recordings of its setting, the longest of which says where the end is. */
  readonly schedules: readonly RowSchedule[];
  readonly mayEnd: boolean;
}

/**
 * Gives the schedule that a row of the estimates or of the training table belongs to, as the plan has it: a training that
 * diverged has fewer rows, and so has a recording that was cut off. Null for a row that the plan knows no training or estimator of.
 */
export function rowSchedules({ trials, stages }: RowsPlan): (row: Row) => PlannedRows | null {
  const byKey = new Map<string, StagePlan[]>();
  for (const stage of stages) byKey.set(stage.key, [...(byKey.get(stage.key) ?? []), stage]);
  const keysOf = new Map(trials.map((trial) => [trial.id, trial.stages]));
  const stagesOf = (trial: string) => (keysOf.get(trial) ?? []).flatMap((key) => byKey.get(key) ?? []);
  const scheduleIn = (trial: string, { model, estimator, split }: Row): RowSchedule | null => {
    const stage = stagesOf(trial).find((one) => one.model.name === model);
    if (!stage) return null;
    if (split === 'test' || split === 'train') return curveRows(stage.training, split);
    if (split === 'held-out') return curveRows(stage.training, 'test');
    const read = stage.branches
      .flatMap((branch) => (branch.trial === trial ? branch.estimators : []))
      .find(({ name }) => name === estimator);
    return (read && stage.probes[read.probe]?.rows) ?? null;
  };
  const settings = settingsOf(trials);
  const find = (row: Row): PlannedRows | null => {
    const trial = String(row.trial);
    const stage = stagesOf(trial).find((one) => one.model.name === row.model);
    const alike = stage?.recorded ? settings(trial) : [trial];
    const schedules = alike.flatMap((one) => scheduleIn(one, row) ?? []);
    return stage && schedules.length > 0 ? { schedules, mayEnd: 'stop' in stage.training } : null;
  };
  return byCells(['trial', 'model', 'estimator', 'split'], find);
}

/** Gives the trials of the setting that a trial is of: those which differ from it in the seed alone. */
function settingsOf(trials: RowsPlan['trials']): (trial: string) => readonly string[] {
  const settingOf = new Map<string, string>();
  const members = new Map<string, string[]>();
  for (const {
    id,
    settings: { seed: _, ...setting },
  } of trials) {
    const key = JSON.stringify(setting);
    settingOf.set(id, key);
    const known = members.get(key);
    if (known) known.push(id);
    else members.set(key, [id]);
  }
  return (trial) => members.get(settingOf.get(trial) ?? '') ?? [trial];
}
