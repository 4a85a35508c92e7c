import type { PlanePoint, TrialPoint } from '../../reports/charts/plane-data.ts';
import { keptMoments } from '../../reports/data/thin-rows.ts';
import type { Where } from '../../src/node/parameters.ts';
import { byCells } from '../../src/table/by-cells.ts';
import type { Row } from '../../src/table/columns.ts';
import type { ReportContext } from '../contract/report.ts';
import { distinctTrials } from './distinct-trials.ts';
import { estimateRows } from './estimate-rows.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';
import { summarise } from './summarise.ts';

const mostSteps = 400;
/** Most points of single trials that a page carries. */
const mostTrialPoints = 18_000;
const fewestSteps = 150;
/** Most trials that can be shown one by one. */
const mostTrials = 100;

/** The estimators of the two axes, and the axis of the matrix over which means are taken. */
export interface PlaneSelection {
  readonly x: string;
  readonly y: string;
  readonly over: string;
  readonly where: Where;
}

export interface PlanePaths {
  readonly points: readonly PlanePoint[];
  /** The same of each trial by itself, of the first hundred. */
  readonly trials: readonly TrialPoint[];
  /** Trials behind the means. */
  readonly trialCount: number;
  /** Iterations and epochs of the steps. */
  readonly steps: readonly { readonly iteration: number; readonly epoch: number }[];
  /** Steps in the tables, before they were thinned. */
  readonly available: number;
}

/** Both values of a layer at one moment of a trial. */
type Pair = Omit<TrialPoint, 'step'> & { readonly iteration: number; readonly epoch: number };

/** A layer of a training over time. */
interface LayerPath extends Pick<Pair, 'series' | 'panel' | 'trial'> {
  /** Rows of the estimator up the plane by the number of the moment. */
  readonly ys: Row[];
}

/**
 * The layers' paths over the information plane: where two estimators have a value of the same trial, model, iteration and
 * layer, and the means over an axis. At most 400 steps are kept, and fewer (at least 150) where many trials are drawn one by
 * one; denser at the beginning, the first and the last among them.
 */
export function planePaths(selection: PlaneSelection, whole: ReportContext): PlanePaths {
  const context = distinctTrials(whole, [selection.x, selection.y]);
  const { rows, pathOf, momentOf } = pathRows(selection, context);
  const epochs = new Map<number, number>();
  const drawn = new Set<LayerPath>();
  for (const row of rows) {
    const iteration = row.iteration as number;
    const path = pathOf(row);
    if (!path.ys[momentOf(row)]) continue;
    epochs.set(iteration, row.epoch as number);
    drawn.add(path);
  }
  const moments = [...epochs.keys()].map((iteration) => ({ iteration }));
  const kept = keptMoments(moments, mostStepsOf(drawn.size));
  const steps = new Map(kept.map((iteration, step) => [iteration, step]));
  const pairs = rows.flatMap((row) =>
    steps.has(row.iteration as number) ? pairOf(row, pathOf(row), momentOf(row)) : [],
  );
  const names = [...new Set(pairs.map(({ trial }) => trial))];
  const shown = new Set(names.slice(0, mostTrials));
  return {
    points: meanPoints(pairs, steps),
    trialCount: names.length,
    trials: pairs
      .filter(({ trial }) => shown.has(trial))
      .map(({ series, panel, trial, iteration, x, y }) => {
        return { series, panel, trial, step: steps.get(iteration)!, x, y };
      }),
    steps: kept.map((iteration) => ({ iteration, epoch: epochs.get(iteration)! })),
    available: epochs.size,
  };
}

/** The rows of the estimator across the plane, and the path of each with the rows of the one up it. */
function pathRows({ x, y, over, where }: PlaneSelection, context: ReportContext) {
  const [rows, others] = [x, y].map((estimator) => estimateRows({ estimator, of: 'layers', where }, context));
  const pathOf = byCells(
    ['trial', 'model', 'layer'],
    (row): LayerPath => ({
      series: String(row.layer),
      panel: seriesLabel(String(row.model), settingsLabel(row, context, over)),
      trial: String(row.trial),
      ys: [],
    }),
  );
  let moments = 0;
  const momentOf = byCells(['iteration'], () => moments++);
  for (const row of others!) pathOf(row).ys[momentOf(row)] = row;
  return { rows: rows!, pathOf, momentOf };
}

function pairOf(row: Row, { series, panel, trial, ys }: LayerPath, moment: number): Pair[] {
  const iteration = row.iteration as number;
  const other = ys[moment];
  if (!other) return [];
  const [x, y] = [row.value as number, other.value as number];
  return [{ series, panel, trial, iteration, epoch: row.epoch as number, x, y }];
}

/** Steps that are kept, by the number of paths. */
function mostStepsOf(paths: number): number {
  const room = Math.floor(mostTrialPoints / Math.max(1, paths));
  return Math.min(mostSteps, Math.max(fewestSteps, room));
}

/** Where each layer stands at each step: the means over the pairs of a panel. */
function meanPoints(pairs: readonly Pair[], steps: ReadonlyMap<number, number>): PlanePoint[] {
  const placeOf = ({ panel, iteration, series }: Pair) => JSON.stringify([panel, iteration, series]);
  const means = summarise(pairs, placeOf, { x: (pair) => pair.x, y: (pair) => pair.y });
  return means.map(({ first: { series, panel, epoch, iteration }, x, y }) => ({
    series,
    panel,
    step: steps.get(iteration)!,
    epoch,
    iteration,
    x: x.value,
    x_low: x.low,
    x_high: x.high,
    y: y.value,
    y_low: y.low,
    y_high: y.high,
    trials: x.trials,
  }));
}
