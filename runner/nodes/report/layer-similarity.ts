import { layerMapFigure } from '../../../reports/charts/layer-map.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import type { ReportContext } from '../../contract/report.ts';
import { axisTitle } from '../../reporting/axis-title.ts';
import { betweenCells } from '../../reporting/between-cells.ts';
import { layerCells } from '../../reporting/layer-cells.ts';

/**
 * Heat maps of how alike every two layers are, a panel for each epoch: blocks of layers that do the same, and layers that go their
 * own way. Means over the seeds; every layer is perfectly similar to itself.
 *
 * Of an estimator of two networks (`cka-between`) each layer of the one with each of the other: of two models as means over the seeds, of
 * one model between its seeds as means over all pairs of them. The caption tells of how many layers the corresponding layer of
 * the other network is the most similar one, where both probes list as many.
 *
 * @source Kornblith, Norouzi, Lee & Hinton 2019, Fig. 2 and section 6.1
 *
 * @example
 * ```yaml
 * reports:
 *   alike: { kind: layer-similarity, estimator: layers, where: { epoch: [0, 1, 10] } }
 * ```
 */
export interface Params {
  /** Estimator of pairs of layers: of kind `cka` with `quantity: CKA(Ti;Tj)`, or of kind `cka-between` with `CKA(Ti;Uj)`. */
  estimator: EstimatorName;
  /** Only these rows; the first and the last row of the training when it names no epoch. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

/** Whether an estimator compares two networks. */
function isOfTwo(name: string, { plan }: ReportContext): boolean {
  return plan.stages.some(({ branches }) =>
    branches.some(({ estimators }) => estimators.some((one) => one.name === name && one.other)),
  );
}

export default defineNode({
  family: 'report',
  kind: 'layer-similarity',
  version: 1,
  inputs: [{ from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: ({ estimator, where = {}, title }: Params, context: ReportContext): Figure =>
    layerMapFigure({
      id: context.name,
      title: title ?? 'Likeness of layers',
      quantity: axisTitle(estimator, context),
      ...(isOfTwo(estimator, context) ? betweenCells : layerCells)(estimator, where, context),
    }),
});
