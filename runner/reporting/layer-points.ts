import type { LayerPoint } from '../../reports/charts/layer-curves.ts';
import { logSpaced } from '../../reports/data/log-spaced.ts';
import type { EpochPoint, Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import { meanInterval } from './mean-interval.ts';
import type { ReportContext } from './report-run.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';

const mostPanels = 12;

export interface LayerSelection {
  readonly estimators: readonly string[];
  readonly facet: 'epoch' | 'none';
  readonly over: string;
  readonly where: Where;
}

/**
 * The points of layer curves: for each estimator and epoch the mean of each layer over the axis `over`. Without
 * `where.epoch` every epoch of the table has its curve, thinned to 12.
 */
export function layerPoints(selection: LayerSelection, context: ReportContext): LayerPoint[] {
  const { epoch: points, ...narrowing } = selection.where;
  return selection.estimators.flatMap((estimator) => {
    const own = context.tables.estimates.filter((row) => row.estimator === estimator && row.channel == null);
    const narrowed = selectRows(own, narrowing);
    return pointsOfTime(points, narrowed).flatMap((epoch) =>
      curvePoints(selectRows(narrowed, { epoch }), estimator, selection, context),
    );
  });
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
  { facet, over }: LayerSelection,
  context: ReportContext,
): LayerPoint[] {
  const known = rows.filter((row) => typeof row.value === 'number');
  const groups = groupRows(known, (row) =>
    JSON.stringify([settingsLabel(row, context, over), row.model, row.epoch, row.layer]),
  );
  return [...groups.values()].map((group) => {
    const row = group[0]!;
    const { mean, low, high, count } = meanInterval(group.map((each) => each.value as number));
    const epoch = `epoch ${Number(Number(row.epoch).toPrecision(3))}`;
    const settings = settingsLabel(row, context, over);
    const apart = [settings, facet === 'none' ? epoch : ''].filter((part) => part !== '').join(', ');
    return {
      series: seriesLabel(estimator, apart),
      quantity: String(row.quantity),
      unit: String(row.unit ?? ''),
      panel: facet === 'none' ? '' : epoch,
      layer: String(row.layer),
      value: mean,
      low,
      high,
      trials: count,
    };
  });
}
