import { informationPlaneFigure } from '../../../reports/charts/information-plane.ts';
import { epochNames } from '../../../reports/data/epoch-names.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { layerOrder } from '../../claims/layer-order.ts';
import type { ReportContext } from '../../contract/report.ts';
import { axisTitle, classLimit } from '../../reporting/plane-axes.ts';
import { planePoints } from '../../reporting/plane-points.ts';
import { planeWindow } from '../../reporting/plane-window.ts';

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
    const { points, trials, steps, available } = planePoints({ x, y, over, where }, context);
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
      zoom: params.zoom ? planeWindow(params.zoom, points) : null,
      trials,
      eachTrial: params.trials === 'each',
      steps: steps.map((step) => `epoch ${nameOf(step.epoch)}, iteration ${step.iteration}`),
      remark: steps.length < available ? ` ${steps.length} of ${available} iterations are drawn.` : '',
    });
  },
});
