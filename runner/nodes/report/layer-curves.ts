import { layerCurvesFigure } from '../../../reports/charts/layer-curves.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { layerOrder } from '../../claims/layer-order.ts';
import type { ReportContext } from '../../contract/report.ts';
import { layerPoints } from '../../reporting/layer-points.ts';
import { settledRemark } from '../../reporting/settings-label.ts';

/**
 * Values against the layers, one curve an estimator, one panel an epoch: the form of the paper's Figures 3 and 4. Headings
 * say the test accuracy at that point, where the training table has it.
 *
 * @example
 * ```yaml
 * reports:
 *   figure-3: { kind: layer-curves, estimators: [IXT, IDD], facet: epoch, where: { epoch: [0, 1/3, last] } }
 *   figure-4: { kind: layer-curves, estimators: [IXT], facet: topology, where: { epoch: last } }
 * ```
 */
export interface Params {
  /**
   * Estimators that are drawn, one curve each.
   * @minItems 1
   */
  estimators: EstimatorName[];
  /**
   * What gets a panel of its own: `epoch`, `model`, `none`, or an axis of the matrix.
   * @default "epoch"
   */
  facet?: string;
  /**
   * Axis over which means and intervals are taken.
   * @default "seed"
   */
  over?: string;
  /** Only these rows. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

export default defineNode({
  family: 'report',
  kind: 'layer-curves',
  version: 1,
  inputs: [{ from: 'estimators', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { estimators, facet = 'epoch', over = 'seed', where = {} } = params;
    const points = layerPoints({ estimators, facet, over, where }, context);
    const drawn = new Set(points.map((point) => point.layer));
    const layers = estimators.flatMap((estimator) => layerOrder(context.plan, estimator));
    return layerCurvesFigure({
      id: context.name,
      title: params.title ?? 'Information along the layers',
      layers: [...new Set(layers)].filter((layer) => drawn.has(layer)),
      points,
      remark: settledRemark(where),
    });
  },
});
