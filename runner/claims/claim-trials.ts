import type { ClaimRows, ClaimThan } from '../../src/node/claim-parameters.ts';
import type { Json } from '../../src/plan/json.ts';
import type { Plan, TrialPlan } from '../../src/plan/plan.ts';
import { trialContents } from '../../src/plan/trial-contents.ts';
import type { Cell } from '../../src/table/columns.ts';
import { axisColumn } from '../../src/table/select-rows.ts';
import { settingWords } from '../../src/table/setting-words.ts';
import type { ClaimTrial } from '../contract/claim.ts';

/** What of a claim says which trials it reads. */
type Reads = Pick<ClaimRows, 'estimator' | 'models' | 'where'> & { readonly than?: ClaimThan };

/**
 * The trials of a plan that a claim is about, by their names in the plan; several may be one trial of the claim. A setting leaves
 * out the seed, the axes `joined` that the claim follows or compares, and axes that change nothing of what it reads: of
 * trials that are the same measurement, the first one counts. Trials that `where.settings` excludes are left out.
 */
export function claimTrials(
  plan: Plan,
  joined: readonly string[],
  reads: Reads,
): ReadonlyMap<string, ClaimTrial> {
  const picked = plan.trials.filter((trial) => isPicked(trial, joined, reads));
  const contentOf = contentsOf(plan, reads);
  const contents = new Map(picked.map((trial) => [trial.id, contentOf(trial)]));
  const axes = plan.axes.map(({ name }) => name).filter((name) => name !== 'seed');
  const kept = axes.filter((axis) => !joined.includes(axis) && !isIdle(axis, axes, picked, contents));
  const found = new Map<string, ClaimTrial>();
  const parts = new Map<string, string[]>();
  const seen = new Set<string>();
  const repeated = repeatedSettings(picked, kept, contents);
  for (const trial of picked) {
    const setting = wordsOf(trial, kept);
    const measured = JSON.stringify([
      setting,
      trial.seed,
      joined.map((axis) => trial.settings[axis] ?? null),
    ]);
    if (seen.has(measured)) continue;
    seen.add(measured);
    const whole = joined.length === 0 && kept.length === axes.length;
    const named = plan.axes.some(({ name }) => name === 'seed') ? ['seed', ...kept] : kept;
    const name = whole ? trial.id : wordsOf(trial, named) || 'base';
    const from = parts.get(name) ?? [];
    parts.set(name, from);
    from.push(trial.id);
    found.set(trial.id, {
      name,
      from,
      seed: trial.seed,
      setting,
      cells: Object.fromEntries(kept.map((axis) => [axis, cellOf(trial.settings[axis] ?? null)])),
      repeats: repeated.has(setting),
    });
  }
  return found;
}

/** Settings all of whose trials are the measurements of an earlier one, as where only another estimator has the value. */
function repeatedSettings(
  trials: readonly TrialPlan[],
  kept: readonly string[],
  contents: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const measured = new Map<string, string[]>();
  for (const trial of trials) {
    const setting = wordsOf(trial, kept);
    measured.set(setting, [...(measured.get(setting) ?? []), contents.get(trial.id)!]);
  }
  const seen = new Set<string>();
  return new Set(
    [...measured].flatMap(([setting, found]) => {
      const all = JSON.stringify([...new Set(found)].sort());
      if (seen.has(all)) return [setting];
      seen.add(all);
      return [];
    }),
  );
}

/** Settings such as `filters=6`; an axis is called by the last part of its path. */
function wordsOf(trial: TrialPlan, axes: readonly string[]): string {
  return axes
    .map((axis) => {
      const value = axis === 'seed' ? trial.seed : (trial.settings[axis] ?? null);
      return `${axis.split('.').at(-1)}=${settingWords(value)}`;
    })
    .join();
}

function cellOf(value: Json): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function isPicked({ settings }: TrialPlan, joined: readonly string[], { where }: Reads): boolean {
  return Object.entries(where?.settings ?? {}).every(([name, wanted]) => {
    const axis = axisColumn(settings, name);
    const value = settings[axis];
    return joined.includes(axis) || [wanted].flat().some((one) => one === value);
  });
}

/** The part of trials that decides what the claim reads. */
function contentsOf(plan: Plan, { estimator, models, where, than }: Reads): (trial: TrialPlan) => string {
  const read = [estimator, than?.estimator].filter((name) => name !== undefined);
  const named = [models ?? where?.model ?? []].flat();
  const only = named.length === 0 || read.length > 0 ? undefined : [...named, than?.model ?? []].flat();
  return trialContents(plan, read, { models: only });
}

/** Whether trials that differ in an axis alone are the same measurement, wherever there are such. */
function isIdle(
  axis: string,
  axes: readonly string[],
  trials: readonly TrialPlan[],
  contents: ReadonlyMap<string, string>,
): boolean {
  const groups = new Map<string, TrialPlan[]>();
  for (const trial of trials) {
    const rest = axes.filter((other) => other !== axis).map((other) => trial.settings[other] ?? null);
    const key = JSON.stringify([trial.seed, rest]);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  const several = [...groups.values()].filter((group) => group.length > 1);
  return (
    several.length > 0 &&
    several.every((group) => new Set(group.map(({ id }) => contents.get(id))).size === 1)
  );
}
