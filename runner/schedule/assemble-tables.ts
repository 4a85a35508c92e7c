import type { Plan, StagePlan, TrialPlan } from '../../src/plan/plan.ts';
import type { Cell, Row } from '../../src/table/columns.ts';
import type { StageResult } from '../training/stage-result.ts';

/** Results by the key of their stage. A stage that gave nothing is absent. */
export type StageResults = ReadonlyMap<string, StageResult>;

/** Matrix axes that get a column of their own. */
export function axisColumns(plan: Plan): string[] {
  return plan.axes.map((axis) => axis.name).filter((name) => name !== 'seed');
}

/** Joins names, trials and axes onto the results: by trial, model, iteration, estimator, layer, each in the plan's order. */
export function assembleTables(plan: Plan, results: StageResults): { estimates: Row[]; training: Row[] } {
  const estimates: Row[] = [];
  const training: Row[] = [];
  for (const { trial, stage, result } of trialStages(plan, results)) {
    const common = { ...trialCells(plan, trial), model: stage.model.name };
    const moment = (iteration: number) => ({ epoch: iteration / stage.training.updatesPerEpoch, iteration });
    for (const { iteration, split, loss, accuracy } of result.curve) {
      training.push({ ...common, ...moment(iteration), split, loss, accuracy });
    }
    const branchIndex = stage.branches.findIndex((branch) => branch.trial === trial.id);
    for (const kept of result.estimates) {
      if (kept.branch !== branchIndex) continue;
      const layer = kept.layer === null ? null : stage.network.layers[kept.layer]!.name;
      const estimator = stage.branches[branchIndex]!.estimators[kept.estimator]!.name;
      estimates.push({
        ...common,
        ...moment(kept.iteration),
        layer,
        layer_index: kept.layer,
        estimator,
        ...kept.cells,
        ...(kept.cells.alpha === 'inf' ? { alpha: Number.POSITIVE_INFINITY } : {}),
      });
    }
  }
  return { estimates, training };
}

/** The stages of each trial by its branches: two stages may have one key (and one result) and differ in names. */
function* trialStages(
  plan: Plan,
  results: StageResults,
): Generator<{ trial: TrialPlan; stage: StagePlan; result: StageResult }> {
  const byTrial = new Map<string, StagePlan[]>(plan.trials.map((trial) => [trial.id, []]));
  for (const stage of plan.stages) {
    for (const branch of stage.branches) byTrial.get(branch.trial)?.push(stage);
  }
  for (const trial of plan.trials) {
    for (const stage of byTrial.get(trial.id)!) {
      const result = results.get(stage.key);
      if (result) yield { trial, stage, result };
    }
  }
}

function trialCells(plan: Plan, trial: TrialPlan): Record<string, Cell> {
  const axes = axisColumns(plan).map((axis) => {
    const value = trial.settings[axis] ?? null;
    return [axis, typeof value === 'object' && value !== null ? JSON.stringify(value) : value] as const;
  });
  return { trial: trial.id, seed: trial.seed, ...Object.fromEntries(axes) };
}
