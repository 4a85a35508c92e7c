import { type LayerPoint, layerCurvesFigure } from '../../../reports/charts/layer-curves.ts';
import type { LayerTrace } from '../../../reports/charts/layer-traces.ts';
import { epochNames } from '../../../reports/data/epoch-names.ts';
import { joinWords } from '../../../reports/data/join-words.ts';
import { keptMoments } from '../../../reports/data/thin-rows.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import { listed } from '../../../src/node/listed.ts';
import type { EpochPoint, EstimatorName, Where } from '../../../src/node/parameters.ts';
import type { Row } from '../../../src/table/columns.ts';
import { axisColumn, selectRows } from '../../../src/table/select-rows.ts';
import { layerOrder } from '../../claims/cases/layer-order.ts';
import type { ReportContext } from '../../contract/report.ts';
import { distinctTrials } from '../../reporting/distinct-trials.ts';
import { differ, estimateRows } from '../../reporting/estimate-rows.ts';
import { trialValue } from '../../reporting/pair-means.ts';
import { facetHeading, panelTitles } from '../../reporting/panel-titles.ts';
import { possibleEnds } from '../../reporting/possible-ends.ts';
import { reachWords } from '../../reporting/reach-words.ts';
import { seriesLabel, settingsLabel, settledAxes, settledRemark } from '../../reporting/settings-label.ts';
import { summarise } from '../../reporting/summarise.ts';

/**
 * Values against the layers, one curve for each estimator, one panel for each epoch: the form of the paper's Figures 3 and 4. Headings
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
  /**
   * Draws all quantities of one unit in the same panels, as the paper's Figure 3 does.
   * @default false
   */
  together?: boolean;
  /** Only these rows. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

/** Most epochs that have a curve where a study names none. */
const mostEpochs = 12;

/** The rows of one estimator, and the run without the trials that repeat themselves for it. */
interface EstimatorRows {
  readonly estimator: string;
  readonly rows: readonly Row[];
  /** Those at all epochs. */
  readonly all: readonly Row[];
  readonly narrow: ReportContext;
  /** Epochs that are named and have no rows. */
  readonly missing: readonly EpochPoint[];
}

export default defineNode({
  family: 'report',
  kind: 'layer-curves',
  version: 1,
  inputs: [{ from: 'estimators', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { points, traces, missing, rows, reached } = layerPoints(params, context);
    const drawn = new Set(points.map((point) => point.layer));
    const layers = params.estimators.flatMap((estimator) => layerOrder(context.plan, estimator));
    return layerCurvesFigure({
      id: context.name,
      title: params.title ?? titleOf(points, modelOf(rows, context)),
      layers: [...new Set(layers)].filter((layer) => drawn.has(layer)),
      points,
      traces,
      together: params.together ?? false,
      possibleOf: (unit) => possibleEnds(rows.filter((row) => String(row.unit ?? '') === unit)),
      remark: settledRemark(params.where ?? {}) + missingWords(missing) + reachWords(reached),
    });
  },
});

interface LayerParts {
  readonly points: readonly LayerPoint[];
  readonly traces: readonly LayerTrace[];
  /** Estimators and epochs that a study names and that have no rows. */
  readonly missing: readonly string[];
  readonly rows: readonly Row[];
  /** All rows of the estimators, drawn or not. */
  readonly reached: readonly Row[];
}

/** The points of the curves: one of each estimator, epoch, model and setting, the mean of each layer; and the values that are behind means. */
function layerPoints(params: Params, context: ReportContext): LayerParts {
  const { facet = 'epoch', over = 'seed', where = {} } = params;
  const chosen = params.estimators.map((estimator) => rowsOf(estimator, facet, where, context));
  const drawn = chosen.flatMap(({ rows }) => rows);
  const nameOf = epochNames(drawn.map((row) => Number(row.epoch)));
  const epochOf = (row: Row) => `epoch ${nameOf(Number(row.epoch))}`;
  const headingOf = (row: Row) => (facet === 'epoch' ? epochOf(row) : facetHeading(row, facet));
  const networkOf = (row: Row) => JSON.stringify([row.epoch, settingsLabel(row, context, over)]);
  // a panel of one network at one point of training says its accuracy
  const pointOf = (rows: readonly Row[], heading: string) =>
    heading !== '' && new Set(rows.map(networkOf)).size === 1 ? rows : [];
  const titleOf = panelTitles(drawn, headingOf, pointOf, context);
  const curves = chosen.map(({ estimator, rows, narrow }) => {
    const [epochs, models] = [differ(rows, 'epoch'), differ(rows, 'model')];
    const partOf = (row: Row) => {
      const model = models && facet !== 'model' ? String(row.model) : '';
      const epoch = epochs && facet !== 'epoch' ? epochOf(row) : '';
      const said = [over, axisColumn(row, facet), ...settledAxes(row, where)];
      return joinWords([model, settingsLabel(row, narrow, ...said), epoch], ', ');
    };
    const placeOf = (row: Row) =>
      JSON.stringify([settingsLabel(row, narrow, over), row.model, row.epoch, row.layer]);
    const pointOfRow = (row: Row) => ({
      series: seriesLabel(estimator, partOf(row)),
      quantity: String(row.quantity),
      unit: String(row.unit ?? ''),
      panel: titleOf(row),
      layer: String(row.layer),
    });
    const points = summarise(rows, placeOf, { mean: (row) => row.value as number }).map(
      ({ first, mean }): LayerPoint => ({ ...pointOfRow(first), ...mean }),
    );
    const several = points.some(({ trials }) => trials > 1);
    const traces = rows.map(
      (row): LayerTrace => ({ ...pointOfRow(row), value: trialValue(row), trial: String(row.trial) }),
    );
    return { points, traces: several ? traces : [] };
  });
  return {
    points: curves.flatMap(({ points }) => points),
    traces: curves.flatMap(({ traces }) => traces),
    missing: chosen.flatMap((one) => one.missing.map((epoch) => `${one.estimator} at ${epochPoint(epoch)}`)),
    rows: drawn,
    reached: chosen.flatMap(({ all }) => all),
  };
}

/** `I(X;T) along the layers` of one quantity, and of which model where that is not plain. */
function titleOf(points: readonly LayerPoint[], model: string): string {
  const [quantity, ...others] = new Set(points.map((point) => point.quantity));
  const what = quantity === undefined || others.length > 0 ? 'Information' : quantity;
  return `${what} along the layers${model === '' ? '' : ` of ${model}`}`;
}

/** The model that all rows are of, where the study has several. */
function modelOf(rows: readonly Row[], { plan }: ReportContext): string {
  const several = new Set(plan.stages.map(({ model }) => model.name)).size > 1;
  return several && rows.length > 0 && !differ(rows, 'model') ? String(rows[0]!.model) : '';
}

/** Panels and curves that a study asks for and that have no rows. */
function missingWords(missing: readonly string[]): string {
  return missing.length === 0 ? '' : ` No rows of ${listed(missing)}.`;
}

function epochPoint(epoch: EpochPoint): string {
  return typeof epoch === 'number' || /^\d/.test(epoch) ? `epoch ${epoch}` : `the ${epoch} epoch`;
}

/** The rows of the layers at the epochs that a study names, at each epoch in turn; thinned to 12 where it names none. */
function rowsOf(
  estimator: string,
  facet: string,
  { epoch: named, ...where }: Where,
  context: ReportContext,
): EstimatorRows {
  const narrow = distinctTrials(context, [estimator], facet);
  const all = estimateRows({ estimator, of: 'layers', where }, narrow);
  const epochs = named === undefined ? keptMoments(all, mostEpochs, 'epoch') : [named].flat();
  const found = epochs.map((epoch) => selectRows(all, { ...where, epoch }, context.plan));
  const missing = epochs.filter((_, at) => found[at]!.length === 0);
  return { estimator, rows: [...new Set(found.flat())], all, narrow, missing };
}
