import type { Plan, StagePlan, TrialPlan } from '../../src/plan/plan.ts';
import { epochIn } from '../../src/plan/trained-here.ts';
import type { Cell, estimateColumns, Row } from '../../src/table/columns.ts';
import type { CurvePoint, KeptRow, KeptRows } from '../contract/stage-result.ts';

/** What trainings and estimates gave, by their keys in the plan; what gave nothing is absent. */
export interface RunResults {
  readonly trainings: ReadonlyMap<string, { readonly curve: readonly CurvePoint[] }>;
  readonly estimates: ReadonlyMap<string, KeptRows>;
}

/** Matrix axes that get a column of their own. */
export function axisColumns(plan: Plan): string[] {
  return plan.axes.map((axis) => axis.name).filter((name) => name !== 'seed');
}

/** Joins names, trials and axes onto the results: by trial, model, iteration, estimator, layer, each in the plan's order. */
export function assembleTables(plan: Plan, results: RunResults): { estimates: Row[]; training: Row[] } {
  const estimates: Row[] = [];
  const training: Row[] = [];
  for (const { trial, stage } of trialStages(plan)) {
    const named = { trial: trial.id, seed: trial.seed, model: stage.model.name };
    const axes = axisCells(plan, trial);
    const epochOf = (iteration: number) => epochIn(stage, iteration);
    const curve = results.trainings.get(stage.key)?.curve ?? [];
    for (const { iteration, split, loss, accuracy } of curve) {
      training.push({ ...named, ...axes, epoch: epochOf(iteration), iteration, split, loss, accuracy });
    }
    const { estimators } = stage.branches.find((one) => one.trial === trial.id)!;
    const rows = estimators.map(({ key }) => results.estimates.get(key) ?? []);
    for (const [place, kept] of byIteration(rows)) {
      const { iteration, layer } = kept;
      const row = estimateRow(kept, {
        ...named,
        epoch: epochOf(iteration),
        layer: layer === null ? null : stage.network.layers[layer]!.name,
        estimator: estimators[place]!.name,
      });
      estimates.push(Object.assign(row, axes));
    }
  }
  return { estimates, training };
}

/** The rows of several estimates by iteration, then by the place of the estimate. */
function* byIteration(estimates: readonly KeptRows[]): Generator<readonly [place: number, row: KeptRow]> {
  const next = estimates.map(() => 0);
  for (;;) {
    const first = estimates.reduce(
      (least, rows, place) => Math.min(least, rows[next[place]!]?.iteration ?? Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    );
    if (first === Number.POSITIVE_INFINITY) return;
    for (const [place, rows] of estimates.entries())
      while (rows[next[place]!]?.iteration === first) yield [place, rows[next[place]!++]!];
  }
}

/** The stages of each trial by its branches: two stages may have one key (and one result) and differ in names. */
function* trialStages(plan: Plan): Generator<{ trial: TrialPlan; stage: StagePlan }> {
  const byTrial = new Map<string, StagePlan[]>(plan.trials.map((trial) => [trial.id, []]));
  for (const stage of plan.stages) {
    for (const branch of stage.branches) byTrial.get(branch.trial)?.push(stage);
  }
  for (const trial of plan.trials) {
    for (const stage of byTrial.get(trial.id)!) yield { trial, stage };
  }
}

/** What a row of an estimate has beside what is kept of it. */
type Named = Readonly<Record<'trial' | 'seed' | 'model' | 'epoch' | 'layer' | 'estimator', Cell>>;

/**
 * All columns but the axes, written out: an object of one literal takes a fifth of the memory of one that is spread
 * together, and a run has up to millions of rows.
 */
function estimateRow({ iteration, layer, cells }: KeptRow, named: Named): Row {
  return {
    trial: named.trial,
    seed: named.seed,
    model: named.model,
    epoch: named.epoch,
    iteration,
    layer: named.layer,
    layer_index: layer,
    channel: cells.channel ?? null,
    channel_2: cells.channel_2 ?? null,
    estimator: named.estimator,
    quantity: cells.quantity ?? null,
    value: cells.value ?? null,
    stderr: cells.stderr ?? null,
    unit: cells.unit ?? null,
    samples: cells.samples ?? null,
    alpha: cells.alpha === 'inf' ? Number.POSITIVE_INFINITY : (cells.alpha ?? null),
    sigma_x: cells.sigma_x ?? null,
    sigma_t: cells.sigma_t ?? null,
    bandwidth: cells.bandwidth ?? null,
    method: cells.method ?? null,
    flag: cells.flag ?? null,
  } satisfies Record<(typeof estimateColumns)[number]['name'], Cell>;
}

/** The trial's values of the axes that have a column. */
function axisCells(plan: Plan, trial: TrialPlan): Record<string, Cell> {
  const axes = axisColumns(plan).map((axis) => {
    const value = trial.settings[axis] ?? null;
    return [axis, typeof value === 'object' && value !== null ? JSON.stringify(value) : value] as const;
  });
  return Object.fromEntries(axes);
}
