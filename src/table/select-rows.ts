import type { EpochPoint, Settings, Where } from '../node/parameters.ts';
import { epochIteration, rowsBetween } from '../plan/schedule.ts';
import type { Cell, Row } from './columns.ts';
import { type RowsPlan, rowSchedules } from './row-schedules.ts';
import { rowColumns } from './row-view.ts';

/**
 * The rows that a `where:` leaves, in their order.
 *
 * `layer`, `model` and `channel` keep the named ones, `settings` the values of axes of the matrix; `from` and `to` bound
 * the epoch, ends included. `epoch` keeps the rows at the iteration that each point rounds to, as those of a probe's `at` do,
 * and no other row in its place. `first` and `last` are the ends of what the plan takes within the bounds (of the rows that go
 * together, those of one model, estimator and split, where the plan does not know them): a training that diverged has no last
 * row. A row without a value for a condition's column does not meet it.
 *
 * @param plan the plan of the run that the rows are of
 * @example selectRows(rows, { layer: ['C1', 'C2'], epoch: ['1/3', 'last'] }, plan)
 */
export function selectRows(rows: readonly Row[], where: Where, plan: RowsPlan): readonly Row[] {
  const kept = rows.filter(
    (row) =>
      isAmong(row.layer, where.layer) &&
      isAmong(row.model, where.model) &&
      isAmong(row.channel, where.channel) &&
      hasSettings(row, where.settings),
  );
  const { epoch, from, to } = where;
  if (epoch === undefined && from === undefined && to === undefined) return kept;
  const timed = kept.filter((row) => typeof row.epoch === 'number' && typeof row.iteration === 'number');
  const updatesOf = updatesPerEpoch(rows);
  const low = (row: Row) => (from === undefined ? 0 : epochIteration(from, updatesOf(row)));
  const high = (row: Row) =>
    to === undefined ? Number.POSITIVE_INFINITY : epochIteration(to, updatesOf(row));
  const within = timed.filter(
    (row) => Number(row.iteration) >= low(row) && Number(row.iteration) <= high(row),
  );
  if (epoch === undefined) return within;
  const ends = endsOf(within, plan, low, high);
  const taken = iterationsOf(timed);
  return within.filter((row) =>
    [epoch].flat().some((point) => {
      if (point === 'first' || point === 'last') return row.iteration === ends(row)[point];
      return row.iteration === pointIn(point, updatesOf(row), taken.get(seriesOf(row))!);
    }),
  );
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
  const names = rowColumns(row);
  return names.includes(axis) ? axis : (names.find((name) => name.endsWith(`.${axis}`)) ?? axis);
}

/** The iteration that a point rounds to; the one after it where a probe keeps off the short mini-batch at the epoch's end. */
function pointIn(
  point: Exclude<EpochPoint, 'first' | 'last'>,
  perEpoch: number,
  taken: ReadonlySet<number>,
): number {
  const iteration = epochIteration(point, perEpoch);
  const last = iteration % perEpoch === perEpoch - 1;
  return last && !taken.has(iteration) ? iteration + 1 : iteration;
}

/** Updates in an epoch of a row's training; 1 where no row after the first update tells, which then is epoch 0 alone. */
function updatesPerEpoch(rows: readonly Row[]): (row: Row) => number {
  const found = new Map<string, number>();
  for (const { trial, model, epoch, iteration } of rows)
    if (typeof epoch === 'number' && typeof iteration === 'number' && epoch > 0)
      found.set(`${trial}\n${model}`, Math.round(iteration / epoch));
  return ({ trial, model }) => found.get(`${trial}\n${model}`) ?? 1;
}

function iterationsOf(rows: readonly Row[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const row of rows) {
    const own = found.get(seriesOf(row)) ?? new Set();
    found.set(seriesOf(row), own.add(Number(row.iteration)));
  }
  return found;
}

interface Ends {
  readonly first: number;
  readonly last: number;
}

/** The first and last iteration within the bounds that rows like a row are taken at. */
function endsOf(
  rows: readonly Row[],
  plan: RowsPlan,
  low: (row: Row) => number,
  high: (row: Row) => number,
): (row: Row) => Ends {
  const scheduleOf = rowSchedules(plan);
  const seen = iterationsOf(rows);
  const known = new Map<string, Ends>();
  return (row) => {
    const key = JSON.stringify([row.trial, row.model, row.estimator, row.split]);
    const before = known.get(key);
    if (before) return before;
    const schedule = scheduleOf(row);
    const planned = schedule && rowsBetween(schedule, low(row), high(row));
    const found = planned ?? endsAmong(seen.get(seriesOf(row))!);
    known.set(key, found);
    return found;
  };
}

function endsAmong(iterations: Iterable<number>): Ends {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const iteration of iterations) {
    first = Math.min(first, iteration);
    last = Math.max(last, iteration);
  }
  return { first, last };
}

function seriesOf(row: Row): string {
  return JSON.stringify([row.model ?? null, row.estimator ?? null, row.split ?? null]);
}
