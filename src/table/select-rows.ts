import type { EpochPoint, Where } from '../node/parameters.ts';
import { epochIteration, rowsBetween } from '../plan/schedule.ts';
import { byCells } from './by-cells.ts';
import type { Cell, Row } from './columns.ts';
import { type RowsPlan, rowSchedules } from './row-schedules.ts';
import { rowColumns } from './row-view.ts';

/**
 * The rows that a `where:` leaves, in their order.
 *
 * `layer`, `layer_2`, `model` and `channel` keep the named ones, `settings` the values of axes of the matrix; `from` and `to` bound
 * the epoch, ends included. `epoch` keeps the rows at the iteration that each point rounds to, as those of a probe's `at` do,
 * and no other row in its place. `first` and `last` are the ends of what the plan takes within the bounds (of the rows that go
 * together, those of one model, estimator and split, where the plan does not know them): a training that diverged has no last
 * row, nor has a recording that ends before another of its setting does. Of a training that may end early `last` is the last row that there is. A row without a value for a condition's column does not meet it.
 *
 * @param plan the plan of the run that the rows are of
 * @example selectRows(rows, { layer: ['C1', 'C2'], epoch: ['1/3', 'last'] }, plan)
 */
export function selectRows(rows: readonly Row[], where: Where, plan: RowsPlan): readonly Row[] {
  const conditions = [where.layer, where.layer_2, where.model, where.channel, where.settings];
  const bare = conditions.every((one) => one === undefined);
  const kept = bare ? rows : rows.filter(conditionTest(where));
  const { epoch, from, to } = where;
  if (epoch === undefined && from === undefined && to === undefined) return kept;
  const timed = kept.filter((row) => typeof row.epoch === 'number' && typeof row.iteration === 'number');
  const updatesOf = updatesPerEpoch(rows);
  const boundsOf = byCells(trainingColumns, (row) => ({
    low: from === undefined ? 0 : epochIteration(from, updatesOf(row)),
    high: to === undefined ? Number.POSITIVE_INFINITY : epochIteration(to, updatesOf(row)),
  }));
  const within =
    from === undefined && to === undefined
      ? timed
      : timed.filter((row) => {
          const { low, high } = boundsOf(row);
          return Number(row.iteration) >= low && Number(row.iteration) <= high;
        });
  if (epoch === undefined) return within;
  const ends = endsOf(within, plan, boundsOf);
  const takenBy = iterationsOf(timed, seriesColumns);
  const wanted = byCells(['trial', ...seriesColumns], (row) => {
    const iterations = [epoch].flat().map((point) => {
      if (point === 'first' || point === 'last') return ends(row)[point];
      return pointIn(point, updatesOf(row), takenBy(row));
    });
    return new Set<Cell | undefined>(iterations);
  });
  return within.filter((row) => wanted(row).has(row.iteration));
}

/** What tells trainings apart, and rows that go together. */
const trainingColumns = ['trial', 'model'];
const seriesColumns = ['model', 'estimator', 'split'];

/** Whether a row meets the conditions that are not about the time. */
function conditionTest({ layer, layer_2, model, channel, settings = {} }: Where): (row: Row) => boolean {
  const axes = Object.entries(settings).map(([axis, wanted]) => ({ axis, wanted }));
  return (row) =>
    isAmong(row.layer, layer) &&
    isAmong(row.layer_2, layer_2) &&
    isAmong(row.model, model) &&
    isAmong(row.channel, channel) &&
    axes.every(({ axis, wanted }) => isAmong(row[axisColumn(row, axis)], wanted));
}

function isAmong(cell: Cell | undefined, wanted: Cell | readonly Cell[] | undefined): boolean {
  if (wanted === undefined) return true;
  return cell !== undefined && cell !== null && [wanted].flat().includes(cell);
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
  const found = byCells(trainingColumns, () => ({ updates: 1 }));
  for (const row of rows) {
    const { epoch, iteration } = row;
    if (typeof epoch === 'number' && typeof iteration === 'number' && epoch > 0)
      found(row).updates = Math.round(iteration / epoch);
  }
  return (row) => found(row).updates;
}

/** The iterations of the rows that go together with a row. They are looked up when they are first asked for. */
function iterationsOf(rows: readonly Row[], columns: readonly string[]): (row: Row) => ReadonlySet<number> {
  let found: ((row: Row) => Set<number>) | null = null;
  return (row) => {
    if (found) return found(row);
    const setOf = byCells(columns, () => new Set<number>());
    for (const each of rows) setOf(each).add(Number(each.iteration));
    found = setOf;
    return setOf(row);
  };
}

interface Ends {
  readonly first: number;
  readonly last: number;
}

/** The first and last iteration within the bounds that rows like a row are taken at. */
function endsOf(
  rows: readonly Row[],
  plan: RowsPlan,
  boundsOf: (row: Row) => { readonly low: number; readonly high: number },
): (row: Row) => Ends {
  const scheduleOf = rowSchedules(plan);
  const seen = iterationsOf(rows, seriesColumns);
  const ofTrial = iterationsOf(rows, ['trial', ...seriesColumns]);
  return byCells(['trial', ...seriesColumns], (row) => {
    const schedule = scheduleOf(row);
    if (schedule?.mayEnd) return endsAmong(ofTrial(row));
    const { low, high } = boundsOf(row);
    const planned = schedule?.schedules.flatMap((rows) => rowsBetween(rows, low, high) ?? []) ?? [];
    if (planned.length === 0) return endsAmong(seen(row));
    return endsAmong(planned.flatMap((ends) => [ends.first, ends.last]));
  });
}

function endsAmong(iterations: Iterable<number>): Ends {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const iteration of iterations) {
    first = Math.min(first, iteration);
    last = Math.max(last, iteration);
  }
  return { first, last };
}
