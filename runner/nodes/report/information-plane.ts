import { informationPlaneFigure } from '../../../reports/charts/information-plane.ts';
import type { PlanePoint, TrialPoint } from '../../../reports/charts/plane-data.ts';
import { epochNames } from '../../../reports/data/epoch-names.ts';
import { keptMoments } from '../../../reports/data/thin-rows.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import type { Row } from '../../../src/table/columns.ts';
import { layerOrder } from '../../claims/layer-order.ts';
import { distinctTrials } from '../../reporting/distinct-trials.ts';
import { estimateRows } from '../../reporting/estimate-rows.ts';
import { axisTitle, classLimit } from '../../reporting/plane-axes.ts';
import { planeWindow } from '../../reporting/plane-window.ts';
import type { ReportContext } from '../../reporting/report-run.ts';
import { seriesLabel, settingsLabel } from '../../reporting/settings-label.ts';
import { summarise } from '../../reporting/summarise.ts';

/**
 * The information plane: I(X;T) against I(T;Y), one path a layer over the training: the form of the paper's Figure 7.
 *
 * @example
 * ```yaml
 * reports:
 *   plane: { kind: information-plane, x: IXT, y: ITY }
 *   figure-7: { kind: information-plane, x: IXT, y: ITY, zoom: { from: 1 } }
 * ```
 */
export interface Params {
  /** Estimator of I(X;T). */
  x: EstimatorName;
  /** Estimator of I(T;Y). */
  y: EstimatorName;
  /**
   * Axis over which means are taken.
   * @default "seed"
   */
  over?: string;
  /** A part of the plane to draw larger beside it. */
  zoom?: Zoom;
  /**
   * Whether single trials are drawn behind the means from the start. The page can show them, or one of them, either way.
   * @default "mean"
   */
  trials?: 'mean' | 'each';
  /** Only these rows. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

/**
 * A part of the information plane. An axis without bounds shows its values from the epoch `from` on.
 * @minProperties 1
 */
export interface Zoom {
  /** Least and greatest value across. */
  x?: [number, number];
  /** Least and greatest value up. */
  y?: [number, number];
  /**
   * Epoch from which on all points are inside.
   * @minimum 0
   */
  from?: number;
}

const mostSteps = 400;
/** Most points of single trials that a page carries. */
const mostTrialPoints = 18_000;
const fewestSteps = 150;

/** Both values of a layer at one moment of a trial. */
type Pair = {
  /** The layer. */
  readonly series: string;
  /** Model and settings. */
  readonly panel: string;
  readonly trial: string;
  readonly iteration: number;
  readonly epoch: number;
  readonly x: number;
  readonly y: number;
};

export default defineNode({
  family: 'report',
  kind: 'information-plane',
  version: 1,
  inputs: [
    { from: 'x', family: 'estimator', edge: 'table', accepts: ['estimates'] },
    { from: 'y', family: 'estimator', edge: 'table', accepts: ['estimates'] },
  ],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { x, y } = params;
    const all = pairsOf(params, distinctTrials(context, [x, y]));
    const iterations = keptIterations(all);
    const available = new Set(all.map(({ iteration }) => iteration)).size;
    const steps = new Map(iterations.map((iteration, step) => [iteration, step]));
    const pairs = all.filter(({ iteration }) => steps.has(iteration));
    const points = meanPoints(pairs, steps);
    const drawn = new Set(points.map((point) => point.series));
    return informationPlaneFigure({
      id: context.name,
      title: params.title ?? 'The information plane',
      layers: layerOrder(context.plan, x).filter((layer) => drawn.has(layer)),
      x: axisTitle(x, context),
      y: axisTitle(y, context),
      limit: classLimit(y, context),
      points,
      zoom: params.zoom ? planeWindow(params.zoom, points) : null,
      trials: trialPoints(pairs, steps),
      eachTrial: params.trials === 'each',
      steps: stepNames(pairs, iterations),
      remark:
        iterations.length < available ? ` ${iterations.length} of ${available} iterations are drawn.` : '',
    });
  },
});

/** Rows of the two estimators with the same trial, model, iteration and layer. */
function pairsOf({ x, y, over = 'seed', where = {} }: Params, context: ReportContext): Pair[] {
  const [xs, ys] = [x, y].map((estimator) => estimateRows({ estimator, of: 'layers', where }, context));
  const placeOf = (row: Row) => `${row.trial}\n${row.model}\n${row.iteration}\n${row.layer}`;
  const others = new Map(ys!.map((row) => [placeOf(row), row]));
  return xs!.flatMap((row) => {
    const other = others.get(placeOf(row));
    if (!other) return [];
    return [
      {
        series: String(row.layer),
        panel: seriesLabel(String(row.model), settingsLabel(row, context, over)),
        trial: String(row.trial),
        iteration: row.iteration as number,
        epoch: row.epoch as number,
        x: row.value as number,
        y: other.value as number,
      },
    ];
  });
}

/** The iterations that are drawn: at most 400, and fewer (at least 150) where many trials have paths; denser at the beginning. */
function keptIterations(pairs: readonly Pair[]): readonly number[] {
  const paths = new Set(pairs.map(({ trial, panel, series }) => JSON.stringify([trial, panel, series]))).size;
  const room = Math.floor(mostTrialPoints / Math.max(1, paths));
  return keptMoments(pairs, Math.min(mostSteps, Math.max(fewestSteps, room)));
}

function stepNames(pairs: readonly Pair[], iterations: readonly number[]): string[] {
  const epochs = new Map(pairs.map(({ iteration, epoch }) => [iteration, epoch]));
  const nameOf = epochNames(epochs.values());
  return iterations.map((iteration) => `epoch ${nameOf(epochs.get(iteration)!)}, iteration ${iteration}`);
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

/** The same of each trial by itself. */
function trialPoints(pairs: readonly Pair[], steps: ReadonlyMap<number, number>): TrialPoint[] {
  return pairs.map(({ series, panel, trial, iteration, x, y }) => {
    return { series, panel, trial, step: steps.get(iteration)!, x, y };
  });
}
