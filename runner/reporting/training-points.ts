import type { TrainingPoint } from '../../reports/charts/training-curves.ts';
import { logSpaced } from '../../reports/data/log-spaced.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { lossesOf } from '../../src/table/loss-unit.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import { meanInterval } from '../kernels/mean-interval.ts';
import { distinctTrials } from './distinct-trials.ts';
import type { ReportContext } from './report-run.ts';
import { seriesLabel, settingsLabel, settledAxes } from './settings-label.ts';

const pointsOfCurve = 300;

export interface TrainingSelection {
  /** Null for all. */
  readonly models: readonly string[] | null;
  readonly over: string;
  readonly where: Where;
}

/** Points of the training curves: means of loss and accuracy over the axis `over`, at most 300 a curve. */
export function trainingPoints(selection: TrainingSelection, whole: ReportContext): TrainingPoint[] {
  const context = distinctTrials(whole, []);
  const rows = selectRows(
    context.tables.training.filter((row) => selection.models?.includes(String(row.model)) ?? true),
    selection.where,
  );
  const several = new Set(rows.map((row) => row.model)).size > 1;
  const networkOf = (row: Row) => networkWords(row, several, selection, context);
  const curves = groupRows(rows, (row) => seriesLabel(String(row.split), networkOf(row)));
  return (['loss', 'accuracy'] as const).flatMap((measure) =>
    [...curves].flatMap(([series, curve]) =>
      curvePoints(measure, { series, network: networkOf(curve[0]!) }, curve),
    ),
  );
}

function curvePoints(
  measure: 'loss' | 'accuracy',
  names: Pick<TrainingPoint, 'series' | 'network'>,
  rows: readonly Row[],
): readonly TrainingPoint[] {
  const known = rows.filter((row) => typeof row[measure] === 'number');
  const moments = [...groupRows(known, (row) => String(row.iteration)).values()];
  moments.sort((a, b) => Number(a[0]!.iteration) - Number(b[0]!.iteration));
  return logSpaced(moments.length, pointsOfCurve).map((index) => {
    const moment = moments[index]!;
    const row = moment[0]!;
    const { mean, low, high, count } = meanInterval(moment.map((each) => each[measure] as number));
    return {
      ...names,
      measure,
      split: String(row.split),
      epoch: row.epoch as number,
      iteration: row.iteration as number,
      value: mean,
      low,
      high,
      trials: count,
    };
  });
}

/** Model and settings, as far as they set curves apart. */
function networkWords(
  row: Row,
  several: boolean,
  { over, where }: TrainingSelection,
  context: ReportContext,
): string {
  const parts = [
    several ? String(row.model) : '',
    settingsLabel(row, context, over, ...settledAxes(row, where)),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What the loss of the models is, with its unit. */
export function lossTitle(models: readonly string[] | null, { plan }: ReportContext): string {
  const losses = lossesOf(plan, { models: models ?? undefined });
  const titles = losses.map((loss) => (loss === 'mse' ? 'squared error' : 'cross-entropy (nats)'));
  return titles.join(' or ') || 'loss';
}
