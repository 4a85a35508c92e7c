import type { PlanePoint, TrialPoint } from '../../reports/charts/plane-data.ts';
import { logSpaced } from '../../reports/data/log-spaced.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import { meanInterval } from '../kernels/mean-interval.ts';
import { distinctTrials } from './distinct-trials.ts';
import type { ReportContext } from './report-run.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';

const mostSteps = 400;
/** Most points of single trials that a page carries. */
const mostTrialPoints = 18_000;
const fewestSteps = 150;

export interface PlaneSelection {
  readonly x: string;
  readonly y: string;
  readonly over: string;
  readonly where: Where;
}

export interface PlanePoints {
  readonly points: readonly PlanePoint[];
  /** The same of each trial by itself. */
  readonly trials: readonly TrialPoint[];
  /** Iterations and epochs of the steps. */
  readonly steps: readonly { readonly iteration: number; readonly epoch: number }[];
  /** Steps in the tables, before they were thinned. */
  readonly available: number;
}

/**
 * Points of the information plane: rows of the two estimators with the same trial, model, iteration and layer, their means
 * over the axis `over`. At most 400 steps are kept, and fewer (at least 150) where many trials are drawn one by one; denser at the
 * beginning, the first and the last among them.
 */
export function planePoints(selection: PlaneSelection, whole: ReportContext): PlanePoints {
  const context = distinctTrials(whole, [selection.x, selection.y]);
  const ys = new Map(rowsOf(selection.y, selection.where, context).map((row) => [placeOf(row), row]));
  const pairs = rowsOf(selection.x, selection.where, context).flatMap((row) => {
    const other = ys.get(placeOf(row));
    return other ? [{ row, x: row.value as number, y: other.value as number }] : [];
  });
  const epochs = new Map(pairs.map(({ row }) => [row.iteration as number, row.epoch as number]));
  const iterations = [...epochs.keys()].sort((a, b) => a - b);
  const paths = new Set(pairs.map(({ row }) => `${row.trial}\n${row.model}\n${row.layer}`)).size;
  const limit = Math.min(mostSteps, Math.max(fewestSteps, Math.floor(mostTrialPoints / Math.max(1, paths))));
  const kept = logSpaced(iterations.length, limit).map((index) => iterations[index]!);
  const stepOf = new Map(kept.map((iteration, step) => [iteration, step]));
  const values = new Map(pairs.map((pair) => [pair.row, pair]));
  const groups = groupRows(
    pairs.map((pair) => pair.row).filter((row) => stepOf.has(row.iteration as number)),
    (row) => JSON.stringify([panelOf(row, selection, context), row.iteration, row.layer]),
  );
  const points = [...groups.values()].map((group): PlanePoint => {
    const row = group[0]!;
    const x = meanInterval(group.map((each) => values.get(each)!.x));
    const y = meanInterval(group.map((each) => values.get(each)!.y));
    return {
      series: String(row.layer),
      panel: panelOf(row, selection, context),
      step: stepOf.get(row.iteration as number)!,
      epoch: row.epoch as number,
      iteration: row.iteration as number,
      x: x.mean,
      x_low: x.low,
      x_high: x.high,
      y: y.mean,
      y_low: y.low,
      y_high: y.high,
      trials: x.count,
    };
  });
  const trials = pairs.flatMap(({ row, x, y }): TrialPoint[] => {
    const step = stepOf.get(row.iteration as number);
    if (step === undefined) return [];
    const panel = panelOf(row, selection, context);
    return [{ series: String(row.layer), panel, trial: String(row.trial), step, x, y }];
  });
  const steps = kept.map((iteration) => ({ iteration, epoch: epochs.get(iteration)! }));
  return { points, trials, steps, available: iterations.length };
}

function rowsOf(estimator: string, where: Where, { tables }: ReportContext): readonly Row[] {
  const own = tables.estimates.filter(
    (row) => row.estimator === estimator && row.channel == null && typeof row.value === 'number',
  );
  return selectRows(own, where);
}

function placeOf(row: Row): string {
  return `${row.trial}\n${row.model}\n${row.iteration}\n${row.layer}`;
}

function panelOf(row: Row, selection: PlaneSelection, context: ReportContext): string {
  return seriesLabel(String(row.model), settingsLabel(row, context, selection.over));
}
