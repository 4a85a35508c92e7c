import { trainingCurvesFigure } from '../../../reports/charts/training-curves.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { ModelName, Where } from '../../../src/node/parameters.ts';
import type { ReportContext } from '../../contract/report.ts';
import { settledRemark } from '../../reporting/settings-label.ts';
import { lossTitle, trainingPoints } from '../../reporting/training-points.ts';

/**
 * Loss and accuracy on the training mini-batches and the test set over the training.
 *
 * @example
 * ```yaml
 * reports:
 *   training: { kind: training-curves, models: [lenet5] }
 * ```
 */
export interface Params {
  /**
   * Models that are drawn; all of them when left out.
   * @minItems 1
   */
  models?: ModelName[];
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
  kind: 'training-curves',
  version: 1,
  inputs: [{ from: 'models', family: 'model', edge: 'table', accepts: ['network'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure =>
    trainingCurvesFigure({
      id: context.name,
      title: params.title ?? 'Training',
      loss: lossTitle(params.models ?? null, context),
      points: trainingPoints(
        { models: params.models ?? null, over: params.over ?? 'seed', where: params.where ?? {} },
        context,
      ),
      remark: settledRemark(params.where ?? {}),
    }),
});
