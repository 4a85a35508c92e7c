import type { PairCell } from '../../reports/charts/pair-map.ts';
import type { Where } from '../../src/node/parameters.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import { meanInterval } from './mean-interval.ts';
import type { ReportContext } from './report-run.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';

export interface PairSelection {
  readonly estimator: string;
  readonly over: string;
  readonly where: Where;
}

/**
 * Values of pairs of feature maps, means over the axis `over`, each pair in both orders. Without `where.epoch` those of
 * the last row of the training.
 */
export function pairCells({ estimator, over, where }: PairSelection, context: ReportContext): PairCell[] {
  const own = context.tables.estimates.filter(
    (row) =>
      row.estimator === estimator &&
      row.channel != null &&
      row.channel_2 != null &&
      typeof row.value === 'number',
  );
  const rows = selectRows(own, { epoch: 'last', ...where });
  const models = new Set(rows.map((row) => row.model)).size;
  const groups = groupRows(rows, (row) =>
    JSON.stringify([
      row.model,
      row.layer,
      row.epoch,
      settingsLabel(row, context, over),
      row.channel,
      row.channel_2,
    ]),
  );
  return [...groups.values()].flatMap((group) => {
    const row = group[0]!;
    const place = [String(row.layer), `epoch ${Number(Number(row.epoch).toPrecision(3))}`];
    const panel = seriesLabel(
      [...(models > 1 ? [String(row.model)] : []), ...place].join(', '),
      settingsLabel(row, context, over),
    );
    const { mean, count } = meanInterval(group.map((each) => each.value as number));
    const [channel, channel_2] = [Number(row.channel), Number(row.channel_2)];
    const cell = { panel, channel, channel_2, value: mean, trials: count };
    return channel === channel_2 ? [cell] : [cell, { ...cell, channel: channel_2, channel_2: channel }];
  });
}
