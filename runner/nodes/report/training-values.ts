import { type ValueCurves, valueCurvesFigure } from '../../../reports/charts/value-curves.ts';
import { joinWords } from '../../../reports/data/join-words.ts';
import { quantityTitle } from '../../../reports/data/quantity-title.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import { byCells, firstRows } from '../../../src/table/by-cells.ts';
import type { Row } from '../../../src/table/columns.ts';
import { groupRows } from '../../../src/table/group-rows.ts';
import { axisColumn } from '../../../src/table/select-rows.ts';
import type { ReportContext } from '../../contract/report.ts';
import { distinctTrials } from '../../reporting/distinct-trials.ts';
import { epochMeans, epochTraces } from '../../reporting/epoch-means.ts';
import { differ, estimateRows } from '../../reporting/estimate-rows.ts';
import { facetHeading, panelTitles } from '../../reporting/panel-titles.ts';
import { possibleEnds } from '../../reporting/possible-ends.ts';
import { reachWords } from '../../reporting/reach-words.ts';
import { settingsLabel, settledAxes, settledRemark } from '../../reporting/settings-label.ts';

/**
 * Estimated values over the training, one curve for each layer or setting: the form of the paper's Figure 6.
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
   * axes say the test accuracy after the last point. What has no panel of its own is told apart by curves. When left out, the first
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

/** How the curves are told apart. */
type Layout = Required<Pick<Params, 'facet' | 'over' | 'where' | 'together'>>;

export default defineNode({
  family: 'report',
  kind: 'training-values',
  version: 1,
  inputs: [{ from: 'estimators', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { estimators, over = 'seed', where = {}, together = false } = params;
    const facet = params.facet ?? usualFacet(context, over);
    const { rows, ...curves } = curvesOf(estimators, { facet, over, where, together }, context);
    return valueCurvesFigure({
      id: context.name,
      title: params.title ?? 'Information over the training',
      ...curves,
      remark: settledRemark(where) + reachWords(rows),
    });
  },
});

/** What gets panels when the study does not say: the first axis of the matrix that means are not taken over. */
function usualFacet({ plan }: ReportContext, over: string): string {
  return plan.axes.find((axis) => axis.name !== over && axis.name !== 'seed')?.name ?? 'none';
}

/** The points of the curves: one of each quantity, panel, layer (map), estimator, model and setting that no panel says. */
function curvesOf(
  estimators: readonly string[],
  layout: Layout,
  context: ReportContext,
): Pick<ValueCurves, 'points' | 'traces' | 'possibleOf'> & { readonly rows: readonly Row[] } {
  const { facet, where, together } = layout;
  const own = new Map(estimators.map((name) => [name, distinctTrials(context, [name], facet)]));
  const rows = ([] as readonly Row[]).concat(
    ...[...own].map(([estimator, narrow]) => estimateRows({ estimator, where }, narrow)),
  );
  const columns = seriesColumns(rows, facet);
  const apart = [...curveColumns, ...context.plan.axes.map(({ name }) => name)];
  const partOf = (row: Row) => partName(row, columns, layout, own.get(String(row.estimator))!);
  const seriesOf = (row: Row) => joinWords([together ? String(row.quantity) : '', partOf(row)], ' ');
  const headingOf = byCells(apart, (row) => facetHeading(row, facet));
  const titleOf = panelTitles(rows, headingOf, (panel) => latest(panel, facet), context);
  const curveOf = byCells(apart, (row) =>
    JSON.stringify([quantityTitle(row), headingOf(row), seriesOf(row)]),
  );
  const curves = groupRows(rows, curveOf);
  const groupOf = together ? unitTitle : quantityTitle;
  const sizes = firstRows(['quantity', 'unit', 'samples'], rows);
  const named = [...curves.values()].map((curve) => {
    const row = curve[0]!;
    const names = { series: seriesOf(row), group: groupOf(row), panel: titleOf(row) };
    return { curve, names, own: { ...names, quantity: String(row.quantity), part: partOf(row) } };
  });
  return {
    rows,
    points: named.flatMap(({ curve, own: names }) =>
      epochMeans(curve, 'value').map((point) => ({ ...names, ...point })),
    ),
    traces: named.flatMap(({ curve, names }) =>
      epochTraces(curve, 'value').map((point) => ({ ...names, ...point })),
    ),
    possibleOf: (group) => possibleEnds(sizes.filter((row) => groupOf(row) === group)),
  };
}

/** Columns that with the axes of the matrix say which curve a row is of. */
const curveColumns = ['trial', 'model', 'estimator', 'quantity', 'unit', 'layer', 'channel', 'channel_2'];

/** Columns that set curves of one panel apart: estimators of one quantity, models, layers. */
function seriesColumns(rows: readonly Row[], facet: string): readonly string[] {
  const kinds = firstRows(['quantity', 'unit', 'estimator', 'model'], rows);
  const pairs = new Set(kinds.map((row) => `${quantityTitle(row)}\n${row.estimator}`)).size;
  const apart = {
    estimator: pairs > new Set(kinds.map(quantityTitle)).size,
    model: differ(kinds, 'model'),
    layer: true,
  };
  return Object.entries(apart).flatMap(([column, needed]) => (needed && column !== facet ? [column] : []));
}

/** The last rows of a panel; none where it is of a layer or an estimator, which says nothing of the network. */
function latest(rows: readonly Row[], facet: string): readonly Row[] {
  if (['none', 'layer', 'estimator'].includes(facet)) return [];
  const last = rows.reduce((most, row) => Math.max(most, Number(row.epoch)), 0);
  return rows.filter((row) => row.epoch === last);
}

/** What a curve is without its quantity: its layer, map and settings. */
function partName(
  row: Row,
  columns: readonly string[],
  { facet, over, where }: Layout,
  context: ReportContext,
): string {
  const maps = [row.channel, row.channel_2].filter((map) => map != null);
  const words = [
    ...columns.map((column) => String(row[column] ?? '')),
    maps.length === 0
      ? ''
      : row.channel == null
        ? `with ${row.layer_2 ?? `layer ${row.channel_2}`}`
        : `map ${maps.join('-')}`,
    settingsLabel(row, context, over, axisColumn(row, facet), ...settledAxes(row, where)),
  ];
  return joinWords(words, ' ') || String(row.estimator);
}

function unitTitle({ unit }: Row): string {
  if (unit === 'bits' || unit === 'nats') return `information (${unit})`;
  return unit ? String(unit) : 'value';
}
