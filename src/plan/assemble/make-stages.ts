import type { PluginPlan, StagePlan, TrialPlan } from '../plan.ts';
import type { ResolvedModel } from '../resolve/resolved.ts';
import { otherSeeds } from './other-seeds.ts';
import { StageDraft } from './stage-draft.ts';
import type { Trial } from './trial.ts';

/**
 * Fuses what stream edges tie together: one stage for each network, data set, training and seed, with the probes and
 * estimators that any trial reads off it. Trials that differ in estimators only share a stage and are its branches.
 * @param isTrained whether a probe or a report reads a model
 * @param plugins those of the study
 */
export function makeStages(
  trials: readonly Trial[],
  isTrained: (model: string) => boolean,
  plugins: readonly PluginPlan[],
): { readonly stages: StagePlan[]; readonly trials: TrialPlan[] } {
  const drafts = new Map<string, StageDraft>();
  const planned = trials.map((trial) => {
    const own: StageDraft[] = [];
    for (const model of basesFirst(trial.resolved.models)) {
      if (!model.sound || !isTrained(model.name)) continue;
      const key = `${model.id}|${trial.seed}`;
      const base = model.sound.pruned && drafts.get(`${model.sound.pruned.base.id}|${trial.seed}`);
      const draft = drafts.get(key) ?? new StageDraft(model, trial, base ?? null);
      drafts.set(key, draft);
      draft.addBranch(trial);
      own.push(draft);
    }
    return { trial, own };
  });
  const draftOf = (model: ResolvedModel, seed: number) => drafts.get(`${model.id}|${seed}`);
  const others = otherSeeds(trials);
  for (const trial of trials) addComparisons(trial, others, draftOf);
  const stages = [...drafts.values()].map((draft) => draft.finish(plugins));
  return {
    stages,
    trials: planned.map(({ trial, own }) =>
      toTrialPlan(
        trial,
        own.map((draft) => draft.key),
      ),
    ),
  };
}

/** Adds to the stages what a trial compares: the trainings of two models, or of one with each other seed. */
function addComparisons(
  trial: Trial,
  others: (trial: Trial) => readonly Trial[],
  draftOf: (model: ResolvedModel, seed: number) => StageDraft | undefined,
): void {
  for (const [place, { name, sound, probe, other }] of trial.resolved.estimators.entries()) {
    const draft = probe?.model && draftOf(probe.model, trial.seed);
    if (!other || !sound || !probe?.sound || !draft) continue;
    const compared =
      other === 'seeds'
        ? others(trial).map(({ seed, resolved }) => {
            const same = resolved.estimators.find((one) => one.name === name);
            return { seed, probe: same?.probe };
          })
        : [{ seed: trial.seed, probe: other }];
    for (const { seed, probe: second } of compared) {
      const found = second?.model && draftOf(second.model, seed);
      if (found && second.sound) draft.addComparison(trial, place, probe, { draft: found, probe: second });
    }
  }
}

/** Models that others are made from come before those, whatever the study's order. */
function basesFirst(models: readonly ResolvedModel[]): ResolvedModel[] {
  return [
    ...models.filter((model) => !model.sound?.pruned),
    ...models.filter((model) => model.sound?.pruned),
  ];
}

function toTrialPlan({ id, seed, settings }: Trial, stages: readonly string[]): TrialPlan {
  return { id, seed, settings, stages };
}
