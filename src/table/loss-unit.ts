import type { Where } from '../node/parameters.ts';
import type { Plan, TrialPlan } from '../plan/plan.ts';
import { lossOf } from '../plan/trained-here.ts';
import { axisColumn } from './select-rows.ts';

/** Which trainings are meant: all of them where nothing is said. */
export interface Trainings {
  readonly models?: readonly string[] | undefined;
  readonly where?: Pick<Where, 'model' | 'settings'> | undefined;
  /** Names of trials. */
  readonly trials?: readonly string[] | undefined;
}

/** Cross-entropy comes in nats; the squared error, and what a recorder calls otherwise, has no unit of ours. */
const units: Readonly<Record<string, string>> = { 'cross-entropy': 'nats' };

/** The losses that networks were trained with, each once, in the plan's order. */
export function lossesOf(
  plan: Pick<Plan, 'stages' | 'trials'>,
  trainings: Trainings = {},
): readonly string[] {
  const { models, where = {}, trials } = trainings;
  const meant = plan.trials.filter(
    (trial) => (trials?.includes(trial.id) ?? true) && hasSettings(trial, where.settings ?? {}),
  );
  const keys = new Set(meant.flatMap((trial) => trial.stages));
  const losses = plan.stages.flatMap(({ key, model, training }) => {
    const named = (models?.includes(model.name) ?? true) && isAmong(model.name, where.model);
    return named && keys.has(key) ? lossOf(training) : [];
  });
  return [...new Set(losses)];
}

/** The unit of the loss of networks; empty where it has none, or where they were trained with different losses. */
export function lossUnit(plan: Pick<Plan, 'stages' | 'trials'>, trainings: Trainings = {}): string {
  const found = lossesOf(plan, trainings);
  return found.length === 1 ? (units[found[0]!] ?? '') : '';
}

function hasSettings({ settings }: TrialPlan, wanted: NonNullable<Where['settings']>): boolean {
  return Object.entries(wanted).every(([axis, values]) =>
    isAmong(settings[axisColumn(settings, axis)], values),
  );
}

function isAmong<Value>(value: unknown, wanted: Value | readonly Value[]): boolean {
  return wanted === undefined || [wanted].flat().some((one) => one === value);
}
