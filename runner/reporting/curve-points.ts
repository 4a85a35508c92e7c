import type { CurvePoint } from '../../reports/charts/value-curves.ts';
import { logSpaced } from '../../reports/data/log-spaced.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { axisColumn, selectRows } from '../../src/table/select-rows.ts';
import { meanInterval } from '../kernels/mean-interval.ts';
import { accuracyLabel } from './accuracy-label.ts';
import { distinctTrials } from './distinct-trials.ts';
import type { ReportContext } from './report-run.ts';
import { cellWords, settingsLabel, settledAxes } from './settings-label.ts';

const pointsOfCurve = 300;

export interface CurveSelection {
  readonly estimators: readonly string[];
  /** `none`, `layer`, `model`, `estimator` or an axis. */
  readonly facet: string;
  readonly over: string;
  readonly where: Where;
  /** Whether quantities of one unit stand in the same panels. */
  readonly together: boolean;
}

/** What gets panels when the study does not say: the first axis of the matrix that means are not taken over. */
export function usualFacet({ plan }: ReportContext, over: string): string {
  return plan.axes.find((axis) => axis.name !== over && axis.name !== 'seed')?.name ?? 'none';
}

/**
 * Curves over the training: one for each layer (map), estimator, model and setting that no panel says, means over the
 * axis `over`, at most 300 points each, denser at the beginning. Headings of models and axes end with the test accuracy after the
 * last point.
 */
export function valueCurvePoints(selection: CurveSelection, context: ReportContext): CurvePoint[] {
  const narrow = new Map(
    selection.estimators.map((name) => [name, distinctTrials(context, [name], selection.facet)]),
  );
  const own = [...narrow].flatMap(([name, { tables }]) =>
    tables.estimates.filter((row) => row.estimator === name && typeof row.value === 'number'),
  );
  const rows = selectRows(own, selection.where);
  const parts = seriesColumns(rows, selection.facet);
  const groupOf = (row: Row) =>
    selection.together ? (row.unit ? `information (${row.unit})` : 'value') : quantityOf(row);
  const seriesOf = (row: Row) =>
    [
      selection.together ? String(row.quantity) : '',
      partOf(row, parts, selection, narrow.get(String(row.estimator))!),
    ]
      .filter((word) => word !== '')
      .join(' ');
  const panelOf = (row: Row) => heading(row, selection.facet);
  const panels = groupRows(rows, panelOf);
  const titles = new Map(
    [...panels].map(([name, part]) => [name, title(name, part, selection.facet, context)]),
  );
  const curves = groupRows(rows, (row) => JSON.stringify([quantityOf(row), panelOf(row), seriesOf(row)]));
  return [...curves.values()].flatMap((curve) =>
    curvePoints(curve, {
      series: seriesOf(curve[0]!),
      group: groupOf(curve[0]!),
      quantity: String(curve[0]!.quantity),
      part: partOf(curve[0]!, parts, selection, narrow.get(String(curve[0]!.estimator))!),
      panel: titles.get(panelOf(curve[0]!))!,
    }),
  );
}

/** Columns that set curves of one panel apart: estimators of one quantity, models, layers. */
function seriesColumns(rows: readonly Row[], facet: string): readonly string[] {
  const pairs = new Set(rows.map((row) => `${quantityOf(row)}\n${row.estimator}`)).size;
  const apart = {
    estimator: pairs > new Set(rows.map(quantityOf)).size,
    model: new Set(rows.map((row) => row.model)).size > 1,
    layer: true,
  };
  return Object.entries(apart).flatMap(([column, needed]) => (needed && column !== facet ? [column] : []));
}

function curvePoints(
  rows: readonly Row[],
  names: Pick<CurvePoint, 'series' | 'group' | 'panel' | 'quantity' | 'part'>,
): readonly CurvePoint[] {
  const moments = [...groupRows(rows, (row) => String(row.iteration)).values()];
  moments.sort((a, b) => Number(a[0]!.iteration) - Number(b[0]!.iteration));
  return logSpaced(moments.length, pointsOfCurve).map((index) => {
    const moment = moments[index]!;
    const { mean, low, high, count } = meanInterval(moment.map((row) => row.value as number));
    const { epoch, iteration } = moment[0]!;
    return {
      ...names,
      epoch: epoch as number,
      iteration: iteration as number,
      value: mean,
      low,
      high,
      trials: count,
    };
  });
}

function quantityOf(row: Row): string {
  return row.unit ? `${row.quantity} (${row.unit})` : String(row.quantity);
}

function heading(row: Row, facet: string): string {
  if (facet === 'none') return '';
  const value = cellWords(row[axisColumn(row, facet)] ?? '');
  return ['layer', 'model', 'estimator'].includes(facet) ? value : `${facet.split('.').at(-1)} ${value}`;
}

/** Panels of a layer or an estimator say nothing of the network, so they have no accuracy. */
function title(name: string, rows: readonly Row[], facet: string, context: ReportContext): string {
  if (['none', 'layer', 'estimator'].includes(facet)) return name;
  const last = rows.reduce((latest, row) => Math.max(latest, Number(row.epoch)), 0);
  const accuracy = accuracyLabel(
    rows.filter((row) => row.epoch === last),
    context,
  );
  return accuracy === '' ? name : `${name}, ${accuracy}`;
}

/** What a curve is without its quantity: its layer, map and settings. */
function partOf(
  row: Row,
  parts: readonly string[],
  { facet, over, where }: CurveSelection,
  context: ReportContext,
): string {
  const settings = settingsLabel(row, context, over, axisColumn(row, facet), ...settledAxes(row, where));
  const maps = [row.channel, row.channel_2].filter((map) => map != null);
  const words = [
    ...parts.flatMap((column) => (row[column] == null ? [] : [String(row[column])])),
    maps.length > 0 ? `map ${maps.join('-')}` : '',
    settings,
  ];
  return words.filter((word) => word !== '').join(' ') || String(row.estimator);
}
