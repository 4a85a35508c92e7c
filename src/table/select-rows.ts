import type { EpochPoint, Settings, Where } from '../node/parameters.ts';
import type { Cell, Row } from './columns.ts';

/**
 * The rows that a `where:` leaves, in their order.
 *
 * `layer`, `model` and `channel` keep the named ones, `settings` the values of axes of the matrix; `from` and `to` bound the epoch, ends included. `epoch` keeps, for each
 * point, the rows of the epoch nearest to it (the earlier one on a tie); `first` and `last` are the first and last
 * epoch there. Nearest is found among the rows that go together: those of one model, estimator and split, over all
 * trials. A row without a value for a condition's column does not meet it.
 *
 * @example selectRows(rows, { layer: ['C1', 'C2'], epoch: ['1/3', 'last'] })
 */
export function selectRows(rows: readonly Row[], where: Where = {}): readonly Row[] {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = where;
  const bounded = where.from !== undefined || where.to !== undefined;
  const kept = rows.filter(
    (row) =>
      isAmong(row.layer, where.layer) &&
      isAmong(row.model, where.model) &&
      isAmong(row.channel, where.channel) &&
      hasSettings(row, where.settings) &&
      (!bounded || (typeof row.epoch === 'number' && row.epoch >= from && row.epoch <= to)),
  );
  return where.epoch === undefined ? kept : atEpochs(kept, [where.epoch].flat());
}

/**
 * A point of training as a number of epochs; `first` and `last` are the ends of `epochs`.
 * @returns NaN when `epochs` is empty
 */
function epochOf(point: EpochPoint, epochs: readonly number[]): number {
  if (point === 'first') return epochs[0] ?? Number.NaN;
  if (point === 'last') return epochs.at(-1) ?? Number.NaN;
  const [numerator, denominator = '1'] = String(point).split('/');
  return Number(numerator) / Number(denominator);
}

function isAmong(cell: Cell | undefined, wanted: Cell | readonly Cell[] | undefined): boolean {
  if (wanted === undefined) return true;
  return cell !== undefined && cell !== null && [wanted].flat().includes(cell);
}

function hasSettings(row: Row, settings: Settings = {}): boolean {
  return Object.entries(settings).every(([axis, wanted]) => isAmong(row[axisColumn(row, axis)], wanted));
}

/** The column of an axis (of a trial: its setting) that is named by its path or as much of its end as tells it apart. */
export function axisColumn(row: object, axis: string): string {
  if (Object.hasOwn(row, axis)) return axis;
  return Object.keys(row).find((name) => name.endsWith(`.${axis}`)) ?? axis;
}

function atEpochs(rows: readonly Row[], points: readonly EpochPoint[]): readonly Row[] {
  const series = new Map<string, Set<number>>();
  for (const row of rows) {
    if (typeof row.epoch !== 'number') continue;
    const epochs = series.get(seriesOf(row)) ?? new Set();
    series.set(seriesOf(row), epochs.add(row.epoch));
  }
  const wanted = new Map<string, Set<number>>();
  for (const [key, found] of series) {
    const epochs = [...found].sort((a, b) => a - b);
    wanted.set(key, new Set(points.map((point) => nearest(epochs, epochOf(point, epochs)))));
  }
  return rows.filter((row) => typeof row.epoch === 'number' && wanted.get(seriesOf(row))?.has(row.epoch));
}

function seriesOf(row: Row): string {
  return JSON.stringify([row.model ?? null, row.estimator ?? null, row.split ?? null]);
}

function nearest(epochs: readonly number[], wanted: number): number {
  return epochs.reduce((best, epoch) => (Math.abs(epoch - wanted) < Math.abs(best - wanted) ? epoch : best));
}
