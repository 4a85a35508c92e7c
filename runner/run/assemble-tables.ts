import type { Plan, StagePlan, TrialPlan } from '../../src/plan/plan.ts';
import { type Cell, type Column, estimateColumns } from '../../src/table/columns.ts';
import { TableBuilder } from '../../src/table/result-table.ts';
import { axisCell, axisColumn, type ResultTables } from '../../src/table/result-tables.ts';
import { columnsWith } from '../../src/table/table-columns.ts';
import type { KeptEstimate, StageResult } from '../contract/stage-result.ts';

/** Results by the key of their stage. A stage that gave nothing is absent. */
export type StageResults = ReadonlyMap<string, StageResult>;

/** Matrix axes that get a column of their own. */
export function axisColumns(plan: Plan): string[] {
  return plan.axes.map((axis) => axis.name).filter((name) => name !== 'seed');
}

/** Joins names, trials and axes onto the results: by trial, model, iteration, estimator, layer, each in the plan's order. */
export function assembleTables(
  plan: Plan,
  results: StageResults,
): Pick<ResultTables, 'axes' | 'estimates' | 'training'> {
  const parts = [...trialStages(plan, results)].map((part) => ({ ...part, kept: keptRows(part) }));
  const withEstimates = parts.filter(({ kept }) => kept.length > 0);
  const withCurve = parts.filter(({ result }) => result.curve.length > 0);
  const ofCurve = typedAxes(plan, withCurve);
  const ofEstimates = withEstimates.length > 0 ? typedAxes(plan, withEstimates) : ofCurve;
  const estimates = new TableBuilder(columnsWith('estimates', ofEstimates));
  for (const part of withEstimates) addEstimates(estimates, part, axisCells(plan, part.trial));
  const training = new TableBuilder(columnsWith('training', ofCurve));
  for (const part of withCurve) addCurve(training, part, axisCells(plan, part.trial));
  return { axes: axisColumns(plan), estimates: estimates.finish(), training: training.finish() };
}

/** What one training gave in one trial. */
interface TrialStage {
  readonly trial: TrialPlan;
  readonly stage: StagePlan;
  readonly result: StageResult;
}

interface TrialRows extends TrialStage {
  readonly kept: readonly KeptEstimate[];
}

/** The stages of each trial by its branches: two stages may have one key (and one result) and differ in names. */
function* trialStages(plan: Plan, results: StageResults): Generator<TrialStage> {
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

function keptRows({ trial, stage, result }: TrialStage): readonly KeptEstimate[] {
  const branch = branchOf(stage, trial);
  return result.estimates.filter((row) => row.branch === branch);
}

function branchOf(stage: StagePlan, trial: TrialPlan): number {
  return stage.branches.findIndex((one) => one.trial === trial.id);
}

/** The columns of the axes, by the values of the trials that have rows. */
function typedAxes(plan: Plan, parts: readonly TrialStage[]): Column[] {
  const cells = parts.map(({ trial }) => axisCells(plan, trial));
  return axisColumns(plan).map((axis) => axisColumn(axis, new Set(cells.map((own) => own[axis]))));
}

/** Columns of a kept estimate that are its cells as they are. */
const ownCells = estimateColumns
  .map(({ name }) => name)
  .slice(estimateColumns.findIndex(({ name }) => name === 'quantity'))
  .concat('channel', 'channel_2');

function addEstimates(
  table: TableBuilder,
  { trial, stage, kept }: TrialRows,
  axes: Record<string, Cell>,
): void {
  addSame(table, { trial: trial.id, seed: trial.seed, model: stage.model.name, ...axes }, kept.length);
  const { estimators } = stage.branches[branchOf(stage, trial)]!;
  addEach(table, 'epoch', kept, ({ iteration }) => iteration / stage.training.updatesPerEpoch);
  addEach(table, 'iteration', kept, ({ iteration }) => iteration);
  addEach(table, 'layer', kept, ({ layer }) => (layer === null ? null : stage.network.layers[layer]!.name));
  addEach(table, 'layer_index', kept, ({ layer }) => layer);
  addEach(table, 'estimator', kept, ({ estimator }) => estimators[estimator]!.name);
  for (const name of ownCells)
    addEach(table, name, kept, ({ cells: { [name]: cell = null } }) =>
      name === 'alpha' && cell === 'inf' ? Number.POSITIVE_INFINITY : cell,
    );
}

function addCurve(
  table: TableBuilder,
  { trial, stage, result: { curve } }: TrialStage,
  axes: Record<string, Cell>,
): void {
  addSame(table, { trial: trial.id, seed: trial.seed, model: stage.model.name, ...axes }, curve.length);
  addEach(table, 'epoch', curve, ({ iteration }) => iteration / stage.training.updatesPerEpoch);
  for (const name of ['iteration', 'split', 'loss', 'accuracy'] as const)
    addEach(table, name, curve, (point) => point[name]);
}

/** Adds cells that so many rows have in common. */
function addSame(table: TableBuilder, cells: Readonly<Record<string, Cell>>, rows: number): void {
  for (const [name, cell] of Object.entries(cells)) table.column(name)!.add(cell, rows);
}

function addEach<Row>(
  table: TableBuilder,
  name: string,
  rows: readonly Row[],
  cellOf: (row: Row) => Cell,
): void {
  const column = table.column(name)!;
  for (const row of rows) column.add(cellOf(row));
}

/** The trial's values of the axes that have a column. */
function axisCells(plan: Plan, trial: TrialPlan): Record<string, Cell> {
  const axes = axisColumns(plan).map((axis) => {
    return [axis, axisCell(trial.settings[axis] ?? null)] as const;
  });
  return Object.fromEntries(axes);
}
