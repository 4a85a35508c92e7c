import type { LayerPoint } from '../../reports/charts/layer-curves.ts';
import { epochNames } from '../../reports/data/epoch-names.ts';
import { logSpaced } from '../../reports/data/log-spaced.ts';
import type { EpochPoint, Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { axisColumn, selectRows } from '../../src/table/select-rows.ts';
import { meanInterval } from '../kernels/mean-interval.ts';
import { accuracyLabel } from './accuracy-label.ts';
import { distinctTrials } from './distinct-trials.ts';
import type { ReportContext } from './report-run.ts';
import { cellWords, seriesLabel, settingsLabel, settledAxes } from './settings-label.ts';

const mostPanels = 12;

export interface LayerSelection {
  readonly estimators: readonly string[];
  /** `epoch`, `none`, `model` or an axis. */
  readonly facet: string;
  readonly over: string;
  readonly where: Where;
}

/** What the epoch of a row is called, and its panel. */
interface Names {
  readonly wordsOf: (row: Row) => string;
  readonly panelOf: (row: Row) => string;
}

/**
 * The points of layer curves: for each estimator and epoch the mean of each layer over the axis `over`. Without
 * `where.epoch` every epoch of the table has its curve, thinned to 12. Headings end with the test accuracy there.
 */
export function layerPoints(selection: LayerSelection, context: ReportContext): LayerPoint[] {
  const { epoch: points, ...narrowing } = selection.where;
  const chosen = selection.estimators.map((estimator) => {
    const narrow = distinctTrials(context, [estimator], selection.facet);
    const own = narrow.tables.estimates.filter(
      (row) => row.estimator === estimator && row.channel == null && typeof row.value === 'number',
    );
    const narrowed = selectRows(own, narrowing);
    const rows = pointsOfTime(points, narrowed).flatMap((epoch) => selectRows(narrowed, { epoch }));
    return { estimator, rows: [...new Set(rows)], narrow };
  });
  const drawn = chosen.flatMap(({ rows }) => rows);
  const nameOf = epochNames(drawn.map((row) => Number(row.epoch)));
  const wordsOf = (row: Row) => `epoch ${nameOf(Number(row.epoch))}`;
  const headingOf = (row: Row) => panelName(row, selection.facet, wordsOf);
  const panels = groupRows(drawn, headingOf);
  const titles = new Map([...panels].map(([name, rows]) => [name, titleOf(name, rows, selection, context)]));
  return chosen.flatMap(({ estimator, rows, narrow }) =>
    curvePoints(
      rows,
      estimator,
      selection,
      { wordsOf, panelOf: (row) => titles.get(headingOf(row))! },
      narrow,
    ),
  );
}

/** A panel of one network at one point of training says its accuracy. */
function titleOf(
  name: string,
  rows: readonly Row[],
  { over }: LayerSelection,
  context: ReportContext,
): string {
  const networks = new Set(rows.map((row) => JSON.stringify([row.epoch, settingsLabel(row, context, over)])));
  const accuracy = name !== '' && networks.size === 1 ? accuracyLabel(rows, context) : '';
  return accuracy === '' ? name : `${name}, ${accuracy}`;
}

function panelName(row: Row, facet: string, wordsOf: (row: Row) => string): string {
  if (facet === 'none') return '';
  if (facet === 'epoch') return wordsOf(row);
  const value = cellWords(row[axisColumn(row, facet)] ?? '');
  return facet === 'model' ? value : `${facet.split('.').at(-1)} ${value}`;
}

function pointsOfTime(points: Where['epoch'], rows: readonly Row[]): readonly EpochPoint[] {
  if (points !== undefined) return [points].flat();
  const epochs = [...new Set(rows.flatMap((row) => (typeof row.epoch === 'number' ? row.epoch : [])))];
  epochs.sort((a, b) => a - b);
  return logSpaced(epochs.length, mostPanels).map((index) => epochs[index]!);
}

function curvePoints(
  rows: readonly Row[],
  estimator: string,
  { facet, over, where }: LayerSelection,
  { wordsOf, panelOf }: Names,
  context: ReportContext,
): LayerPoint[] {
  const epochs = new Set(rows.map((row) => row.epoch)).size;
  const models = new Set(rows.map((row) => row.model)).size;
  const groups = groupRows(rows, (row) =>
    JSON.stringify([settingsLabel(row, context, over), row.model, row.epoch, row.layer]),
  );
  return [...groups.values()].map((group) => {
    const row = group[0]!;
    const { mean, low, high, count } = meanInterval(group.map((each) => each.value as number));
    const apart = [
      models > 1 && facet !== 'model' ? String(row.model) : '',
      settingsLabel(row, context, over, axisColumn(row, facet), ...settledAxes(row, where)),
      facet !== 'epoch' && epochs > 1 ? wordsOf(row) : '',
    ];
    return {
      series: seriesLabel(estimator, apart.filter((part) => part !== '').join(', ')),
      quantity: String(row.quantity),
      unit: String(row.unit ?? ''),
      panel: panelOf(row),
      layer: String(row.layer),
      value: mean,
      low,
      high,
      trials: count,
    };
  });
}
