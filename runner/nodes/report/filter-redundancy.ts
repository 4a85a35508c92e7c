import { pairMapFigure } from '../../../reports/charts/pair-map.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { pairCells } from '../../reporting/pair-cells.ts';
import { axisTitle } from '../../reporting/plane-axes.ts';
import type { ReportContext } from '../../reporting/report-run.ts';

/**
 * Heat maps of a value of every two feature maps of a layer, such as their redundancy; a panel for each layer and epoch.
 *
 * @example
 * ```yaml
 * reports:
 *   pairs: { kind: filter-redundancy, estimator: pairwise, where: { layer: C1, epoch: [first, last] } }
 * ```
 */
export interface Params {
  /** Estimator of a quantity of pairs of feature maps. */
  estimator: EstimatorName;
  /**
   * Axis over which means are taken.
   * @default "seed"
   */
  over?: string;
  /** Only these rows; the last row of the training when it names no epoch. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

export default defineNode({
  family: 'report',
  kind: 'filter-redundancy',
  version: 1,
  inputs: [{ from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { estimator, over = 'seed', where = {} } = params;
    const cells = pairCells({ estimator, over, where }, context);
    const means = cells.some((cell) => cell.trials > 1);
    return pairMapFigure({
      id: context.name,
      title: params.title ?? 'Pairs of feature maps',
      quantity: axisTitle(estimator, context),
      cells,
      remark: means ? ' Means over trials.' : '',
    });
  },
});
