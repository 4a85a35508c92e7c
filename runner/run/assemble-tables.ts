import type { Plan, StagePlan, TrialPlan } from '../../src/plan/plan.ts';
import { epochIn } from '../../src/plan/trained-here.ts';
import { type Cell, type Column, estimateColumns } from '../../src/table/columns.ts';
import { cellsOf, type KeptRows } from '../../src/table/kept-rows.ts';
import { TableBuilder } from '../../src/table/result-table.ts';
import { axisCell, axisColumn, type ResultTables } from '../../src/table/result-tables.ts';
import { columnsWith } from '../../src/table/table-columns.ts';
import type { CurvePoint } from '../contract/stage-result.ts';

/** What trainings and estimates gave, by their keys in the plan; what gave nothing is absent. */
export interface RunResults {
  readonly trainings: ReadonlyMap<string, { readonly curve: readonly CurvePoint[] }>;
  readonly estimates: ReadonlyMap<string, KeptRows>;
}

/** Matrix axes that get a column of their own. */
function axisColumns(plan: Plan): string[] {
  return plan.axes.map((axis) => axis.name).filter((name) => name !== 'seed');
}

/** Joins names, trials and axes onto the results: by trial, model, iteration, estimator, layer, each in the plan's order. */
export function assembleTables(
  plan: Plan,
  results: RunResults,
): Pick<ResultTables, 'axes' | 'estimates' | 'training'> {
  const stages = new Map(plan.stages.map((stage) => [stage.id, stage]));
  const parts = [...trialStages(plan)].map((part) => trialRows(part, results, stages));
  const withEstimates = parts.filter(({ order }) => order.length > 0);
  const withCurve = parts.filter(({ curve }) => curve.length > 0);
  const ofCurve = typedAxes(plan, withCurve);
  const ofEstimates = withEstimates.length > 0 ? typedAxes(plan, withEstimates) : ofCurve;
  const compared = withEstimates.some((part) => part.estimates.some(({ other }) => other !== null));
  const estimates = new TableBuilder(columnsWith('estimates', ofEstimates, compared));
  for (const part of withEstimates) addEstimates(estimates, part, axisCells(plan, part.trial), compared);
  const training = new TableBuilder(columnsWith('training', ofCurve));
  for (const part of withCurve) addCurve(training, part, axisCells(plan, part.trial));
  return { axes: axisColumns(plan), estimates: estimates.finish(), training: training.finish() };
}

/** A stage as a trial has it. */
interface TrialStage {
  readonly trial: TrialPlan;
  readonly stage: StagePlan;
}

/** What it gave. */
interface TrialRows extends TrialStage {
  readonly curve: readonly CurvePoint[];
  readonly estimates: readonly OwnEstimate[];
  /** All rows of the estimates: by iteration, then by the place of the estimate. */
  readonly order: RowOrder;
}

interface OwnEstimate {
  readonly name: string;
  readonly rows: KeptRows;
  /** The stage that it is compared with; null where it is not. */
  readonly other: StagePlan | null;
}

/** Rows of several estimates: of each the place of the estimate, and its place among the rows of it. */
interface RowOrder {
  readonly length: number;
  readonly places: Uint16Array;
  readonly rows: Uint32Array;
}

/** The stages of each trial by its branches: two stages may have one key (and one result) and differ in names. */
function* trialStages(plan: Plan): Generator<TrialStage> {
  const byTrial = new Map<string, StagePlan[]>(plan.trials.map((trial) => [trial.id, []]));
  for (const stage of plan.stages) {
    for (const branch of stage.branches) byTrial.get(branch.trial)?.push(stage);
  }
  for (const trial of plan.trials) {
    for (const stage of byTrial.get(trial.id)!) yield { trial, stage };
  }
}

function trialRows(part: TrialStage, results: RunResults, stages: ReadonlyMap<string, StagePlan>): TrialRows {
  const { trial, stage } = part;
  const { estimators } = stage.branches.find((one) => one.trial === trial.id)!;
  const estimates = estimators.flatMap(({ key, name, other }): OwnEstimate[] => {
    const rows = results.estimates.get(key);
    return rows ? [{ name, rows, other: (other && stages.get(other.stage)) ?? null }] : [];
  });
  const curve = results.trainings.get(stage.key)?.curve ?? [];
  return { ...part, curve, estimates, order: byIteration(estimates.map(({ rows }) => rows)) };
}

function byIteration(estimates: readonly KeptRows[]): RowOrder {
  const length = estimates.reduce((sum, { iterations }) => sum + iterations.length, 0);
  const [places, rows] = [new Uint16Array(length), new Uint32Array(length)];
  const next = estimates.map(() => 0);
  for (let at = 0, before = -1; at < length; ) {
    if (at === before) throw new Error('a kept row has no iteration');
    before = at;
    const first = estimates.reduce(
      (least, { iterations }, place) => Math.min(least, iterations[next[place]!] ?? Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    );
    for (const [place, { iterations }] of estimates.entries()) {
      for (; iterations[next[place]!] === first; at++) {
        places[at] = place;
        rows[at] = next[place]!++;
      }
    }
  }
  return { length, places, rows };
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
  part: TrialRows,
  axes: Record<string, Cell>,
  compared: boolean,
): void {
  const { trial, stage, estimates, order } = part;
  addSame(table, { trial: trial.id, seed: trial.seed, model: stage.model.name, ...axes }, order.length);
  const add: AddColumn = (name, cellsOfOne) => {
    const column = table.column(name)!;
    const cells = estimates.map((one) => cellsOfOne(one.rows, one));
    for (let at = 0; at < order.length; at++) column.add(cells[order.places[at]!]!(order.rows[at]!));
  };
  add(
    'epoch',
    ({ iterations }) =>
      (row) =>
        epochIn(stage, iterations[row]!),
  );
  add(
    'iteration',
    ({ iterations }) =>
      (row) =>
        iterations[row]!,
  );
  const names = stage.network.layers.map(({ name }) => name);
  add(
    'layer',
    ({ layers }) =>
      (row) =>
        names[layers[row] ?? -1] ?? null,
  );
  add(
    'layer_index',
    ({ layers }) =>
      (row) =>
        layers[row]!,
  );
  add(
    'estimator',
    (_, { name }) =>
      () =>
        name,
  );
  for (const name of ownCells.filter((one) => one !== 'alpha')) add(name, (rows) => cellsOf(rows, name));
  if (compared) addCompared(add, stage);
  add('alpha', (rows) => {
    const alpha = cellsOf(rows, 'alpha');
    return (row) => (alpha(row) === 'inf' ? Number.POSITIVE_INFINITY : alpha(row));
  });
}

/** Adds a column, given how its cells follow from the row of an estimate. */
type AddColumn = (
  name: string,
  cellsOfOne: (rows: KeptRows, one: OwnEstimate) => (row: number) => Cell,
) => void;

/** Adds the columns of comparisons. */
function addCompared(add: AddColumn, stage: StagePlan): void {
  const same = (cell: Cell) => () => cell;
  add('layer_2', (rows, { other }) => secondLayer(rows, other ?? stage));
  add('model_2', (_, { other }) => same(other?.model.name ?? null));
  add('seed_2', (_, { other }) => same(other?.seed ?? null));
}

/** Name of the second of two layers by the row; null where the second of a pair is a feature map, or there is none. */
function secondLayer(rows: KeptRows, { network }: StagePlan): (row: number) => Cell {
  const [map, place] = [cellsOf(rows, 'channel'), cellsOf(rows, 'channel_2')];
  return (row) => (map(row) === null ? (network.layers[Number(place(row) ?? -1)]?.name ?? null) : null);
}

function addCurve(table: TableBuilder, { trial, stage, curve }: TrialRows, axes: Record<string, Cell>): void {
  addSame(table, { trial: trial.id, seed: trial.seed, model: stage.model.name, ...axes }, curve.length);
  const add = (name: string, cellOf: (point: CurvePoint) => Cell) => {
    const column = table.column(name)!;
    for (const point of curve) column.add(cellOf(point));
  };
  add('epoch', ({ iteration }) => epochIn(stage, iteration));
  for (const name of ['iteration', 'split', 'loss', 'accuracy'] as const) add(name, (point) => point[name]);
}

/** Adds cells that so many rows have in common. */
function addSame(table: TableBuilder, cells: Readonly<Record<string, Cell>>, rows: number): void {
  for (const [name, cell] of Object.entries(cells)) table.column(name)!.add(cell, rows);
}

/** The trial's values of the axes that have a column. */
function axisCells(plan: Plan, trial: TrialPlan): Record<string, Cell> {
  const axes = axisColumns(plan).map((axis) => {
    return [axis, axisCell(trial.settings[axis] ?? null)] as const;
  });
  return Object.fromEntries(axes);
}
