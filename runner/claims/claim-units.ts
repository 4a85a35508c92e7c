import type { Plan, TrialPlan } from '../../src/plan/plan.ts';

/** Trials that are judged together. */
export interface ClaimUnit {
  /** The trial's name, or the settings that its trials share. */
  readonly name: string;
  /** Units of one family differ in the seed only. */
  readonly family: string;
}

/**
 * The unit of each trial, in the plan's order: trials that differ in the axes `joined` only are one unit, and with
 * `overSeeds` those that differ in the seed too.
 */
export function claimUnits(
  plan: Plan,
  joined: readonly string[],
  overSeeds: boolean,
): ReadonlyMap<string, ClaimUnit> {
  return new Map(
    plan.trials.map((trial) => {
      const kept = plan.axes.filter((axis) => !joined.includes(axis.name));
      const family = settingsOf(
        trial,
        kept.filter((axis) => axis.name !== 'seed'),
      );
      if (overSeeds) return [trial.id, { name: ['mean', ...family].join(), family: family.join() }];
      const own = settingsOf(trial, kept).join() || 'base';
      return [trial.id, { name: joined.length === 0 ? trial.id : own, family: family.join() }];
    }),
  );
}

/** Settings such as `filters=6`; an axis is called by the last part of its path. */
function settingsOf(trial: TrialPlan, axes: Plan['axes']): string[] {
  return axes.map(({ name }) => {
    const value = trial.settings[name] ?? null;
    const text = typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
    return `${name.split('.').at(-1)}=${text}`;
  });
}
