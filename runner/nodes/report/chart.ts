import { expressionProblems } from '../../../reports/charts/expression-problems.ts';
import { ownChartFigure } from '../../../reports/charts/own-chart.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { chartProblems } from '../../../src/plan/check/chart-rules.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import type { ReportContext } from '../../contract/report.ts';
import { chartRows } from '../../reporting/chart-rows.ts';

/**
 * Any chart in Vega-Lite over the rows of a table: one view, or layers of it, without data of its own.
 *
 * Fields are the columns of the table; an axis of the matrix is a column by the last part of its path, or where that is
 * taken by enough of its end to be unambiguous with `_` between the parts (`C1_filters`). A logarithmic axis has no place
 * for 0, at which `epoch` and `iteration` begin.
 * A chart is drawn
 * apart, within 10 s and 512 MB of heap (900 MB in all on Linux); where that is not enough, or Vega cannot draw it, its place in the report says so.
 * So that it is bounded, a chart has at most 40 layers, 50 transforms, 2000 bins, ticks or steps, and `step`, `maxbins` and
 * `tickCount` are numbers. Expressions may use `datum`, constants, parameters that have a value, operators and functions of
 * numbers, dates and texts; there are no regular expressions, no `sequence` and nothing that depends on the time, on chance or on the
 * page. A selection (`select`) chooses colours and scales, not rows. Nothing loads or leads anywhere.
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
  version: 2,
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
    const { rows, total } = chartRows({ ...params, table }, context);
    return ownChartFigure(
      { id: context.name, title, caption, table, vegaLite, rows, total },
      refusal(vegaLite),
    );
  },
});

/** What a chart may not have, also one of somebody else's run folder. Whether Vega takes the rest shows when it is drawn. */
function refusal(vegaLite: JsonObject): string | null {
  // too large for one is too large for the other
  const [first] = chartProblems(vegaLite);
  const found = first ?? expressionProblems(vegaLite)[0];
  return found ? `its \`${['vegaLite', ...found.path].join('.')}\` cannot stand there: ${found.why}` : null;
}
