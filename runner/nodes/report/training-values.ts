import { valueCurvesFigure } from '../../../reports/charts/value-curves.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import type { ReportContext } from '../../contract/report.ts';
import { usualFacet, valueCurvePoints } from '../../reporting/curve-points.ts';
import { settledRemark } from '../../reporting/settings-label.ts';

/**
 * Estimated values over the training, one curve a layer or setting: the form of the paper's Figure 6.
 *
 * @example
 * ```yaml
 * reports:
 *   figure-6: { kind: training-values, estimators: [redundancy], facet: layer, where: { from: 1 } }
 *   by-filters: { kind: training-values, estimators: [IXT, redundancy], facet: filters, together: true }
 * ```
 */
export interface Params {
  /**
   * Estimators that are drawn.
   * @minItems 1
   */
  estimators: EstimatorName[];
  /**
   * What gets a panel of its own: `layer`, `model`, `estimator`, `none`, or an axis of the matrix. Headings of models and
   * axes say the test accuracy after the last point. What has no panel is told apart by curves. When left out, the first
   * axis of the matrix besides `over` and the seed, if there is one.
   */
  facet?: string;
  /**
   * Axis over which means and intervals are taken.
   * @default "seed"
   */
  over?: string;
  /**
   * Draws all quantities of one unit in the same panels, a colour a layer, as the paper's Figure 6 does.
   * @default false
   */
  together?: boolean;
  /** Only these rows. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

export default defineNode({
  family: 'report',
  kind: 'training-values',
  version: 1,
  inputs: [{ from: 'estimators', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { estimators, over = 'seed', where = {}, together = false } = params;
    const facet = params.facet ?? usualFacet(context, over);
    return valueCurvesFigure({
      id: context.name,
      title: params.title ?? 'Information over the training',
      points: valueCurvePoints({ estimators, facet, over, where, together }, context),
      remark: settledRemark(where),
    });
  },
});
