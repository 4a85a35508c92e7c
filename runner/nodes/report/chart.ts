import { ownChartFigure } from '../../../reports/charts/own-chart.ts';
import { viewProblem } from '../../../reports/charts/view-problem.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { refusedInChart } from '../../../src/plan/check/chart-rules.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import type { ReportContext } from '../../contract/report.ts';
import { chartRows } from '../../reporting/chart-rows.ts';

/**
 * Any chart in Vega-Lite over the rows of a table: one view, or layers of it, without data of its own.
 *
 * Fields are the columns of the table; an axis of the matrix is a column by the last part of its path, or where that is
 * taken by as much of its end as tells it apart with `_` between the parts (`C1_filters`). A logarithmic axis has no place
 * for 0, at which `epoch` and `iteration` begin. Expressions
 * are interpreted, so those that make code or load anything are refused.
 *
 * @source https://vega.github.io/vega-lite/docs/
 * @example
 * ```yaml
 * reports:
 *   spread:
 *     kind: chart
 *     estimators: [IXT]
 *     where: { epoch: last }
 *     vegaLite:
 *       mark: boxplot
 *       encoding:
 *         x: { field: layer, type: nominal }
 *         y: { field: value, type: quantitative }
 * ```
 */
export interface Params {
  /** A single or layered view, without `data`, `width` and `height`. */
  vegaLite: Record<string, unknown>;
  /**
   * Table whose rows are drawn.
   * @default "estimates"
   */
  table?: 'estimates' | 'training' | 'claims';
  /**
   * Estimators whose rows are drawn, of the table of estimates; all of them when left out.
   * @minItems 1
   */
  estimators?: EstimatorName[];
  /** Only these rows. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
  /** What is drawn and how to read it. */
  caption?: string;
}

export default defineNode({
  family: 'report',
  kind: 'chart',
  version: 1,
  inputs: [
    {
      from: 'estimators',
      family: 'estimator',
      edge: 'table',
      by: 'table',
      accepts: { estimates: ['estimates'] },
    },
  ],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { table = 'estimates', title = 'Chart', caption = '' } = params;
    const vegaLite: JsonObject = JSON.parse(JSON.stringify(params.vegaLite));
    const problem = refusedInChart(vegaLite) ?? viewProblem(vegaLite);
    if (problem !== null) {
      throw new RunError(`the report ${context.name} cannot be drawn: ${problem}`, {
        hint: 'mend its `vegaLite` and run the study again, which trains nothing that is kept',
      });
    }
    const { rows, total } = chartRows({ ...params, table }, context);
    return ownChartFigure({ id: context.name, title, caption, table, vegaLite, rows, total });
  },
});
