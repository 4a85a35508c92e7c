import { informationPlaneFigure } from '../../../reports/charts/information-plane.ts';
import { extent } from '../../../reports/charts/panel-parts.ts';
import type { PlanePoint, PlaneWindow } from '../../../reports/charts/plane-data.ts';
import { epochNames } from '../../../reports/data/epoch-names.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { layerOrder } from '../../claims/cases/layer-order.ts';
import type { ReportContext } from '../../contract/report.ts';
import { axisTitle } from '../../reporting/axis-title.ts';
import { planePaths } from '../../reporting/plane-paths.ts';

/**
 * The information plane: I(X;T) against I(T;Y), one path for each layer over the training: the form of the paper's Figure 7.
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
  /** Least and greatest value on the horizontal axis. */
  x?: [number, number];
  /** Least and greatest value on the vertical axis. */
  y?: [number, number];
  /**
   * From this epoch on, all points lie inside.
   * @minimum 0
   */
  from?: number;
}

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
    const { x, y, over = 'seed', where = {} } = params;
    const { points, trials, trialCount, steps, available } = planePaths({ x, y, over, where }, context);
    const nameOf = epochNames(steps.map((step) => step.epoch));
    const drawn = new Set(points.map((point) => point.series));
    return informationPlaneFigure({
      id: context.name,
      title: params.title ?? 'The information plane',
      layers: layerOrder(context.plan, x).filter((layer) => drawn.has(layer)),
      x: axisTitle(x, context),
      y: axisTitle(y, context),
      limit: classLimit(y, context),
      points,
      zoom: params.zoom ? windowOf(params.zoom, points) : null,
      trials,
      trialCount,
      eachTrial: params.trials === 'each',
      steps: steps.map(({ epoch, iteration }) => `epoch ${nameOf(epoch)}, iteration ${iteration}`),
      remark: steps.length < available ? ` ${steps.length} of ${available} iterations are drawn.` : '',
    });
  },
});

/**
 * The part of the plane to draw larger: the bounds as given, and for an axis without them the values from the epoch `from`
 * on (all values without it), with a margin of 4 % on each side. Null without points.
 */
function windowOf(zoom: Zoom, points: readonly PlanePoint[]): PlaneWindow | null {
  const { from = Number.NEGATIVE_INFINITY } = zoom;
  const late = points.filter((point) => point.epoch >= from);
  if (late.length === 0) return null;
  return {
    x: zoom.x ?? withMargin(extent(late.map((point) => point.x))),
    y: zoom.y ?? withMargin(extent(late.map((point) => point.y))),
  };
}

function withMargin([least, most]: readonly [number, number]): readonly [number, number] {
  const margin = 0.04 * (most - least) || 1e-3;
  return [least - margin, most + margin];
}

/** The most that an estimator of I(T;Y) in bits can see of Y, log2 of the number of classes; null for other estimators. */
function classLimit(estimator: string, { plan, tables }: ReportContext): number | null {
  const row = tables.estimates.find((each) => each.estimator === estimator);
  const stage = plan.stages.find((each) => each.model.name === row?.model);
  if (!row || !stage || row.quantity !== 'I(T;Y)' || row.unit !== 'bits') return null;
  const { classes } = stage.network;
  return classes === null ? null : Math.log2(classes);
}
