import type { RowSchedule } from './plan.ts';
import { epochIteration, rowsBetween, rowTest } from './schedule.ts';

/** When the rows of an estimator, or of a training's curve, are taken. */
export interface RowTimes {
  readonly rows: RowSchedule;
  /** Null where rows have no epochs: only the first and the last of them can be named then. */
  readonly updatesPerEpoch: number | null;
  /** Whether a row that a study names by its epoch moves off the short mini-batch at an epoch's end. */
  readonly avoidsShort: boolean;
}

/** Epochs that rows lie between, ends included. */
export interface EpochBounds {
  readonly from?: number;
  readonly to?: number;
}

/** The first and the last iteration within the bounds that a row is taken at; null where there is none. */
export function rowsWithin(
  { rows, updatesPerEpoch }: RowTimes,
  { from, to }: EpochBounds,
): { readonly first: number; readonly last: number } | null {
  const at = (epoch: number) =>
    updatesPerEpoch === null ? Number.NaN : epochIteration(epoch, updatesPerEpoch);
  const low = from === undefined ? 0 : at(from);
  const high = to === undefined ? Number.POSITIVE_INFINITY : at(to);
  return rowsBetween(rows, low, high);
}

/** The iteration of the row that a point stands for; null where none is taken there. */
export function rowAt(times: RowTimes, point: number | string, bounds: EpochBounds): number | null {
  const within = rowsWithin(times, bounds);
  if (point === 'first' || point === 'last') return within?.[point] ?? null;
  const iteration = iterationOf(times, point);
  const inside = within !== null && iteration >= within.first && iteration <= within.last;
  return inside && rowTest(times.rows)(iteration) ? iteration : null;
}

/** The rows within the bounds on both sides of a point, the nearer one first (of two as near the earlier one). */
export function nearestRows(times: RowTimes, point: number | string, bounds: EpochBounds): number[] {
  const within = rowsWithin(times, bounds);
  if (!within) return [];
  const wanted = iterationOf(times, point);
  const before = rowsBetween(times.rows, within.first, Math.min(wanted, within.last));
  const after = rowsBetween(times.rows, Math.max(wanted, within.first), within.last);
  const found = new Set([...(before ? [before.last] : []), ...(after ? [after.first] : [])]);
  return [...found].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b);
}

/** An iteration in epochs, with as few digits as it takes to round back to it. */
export function epochOfRow(iteration: number, { updatesPerEpoch }: RowTimes): number {
  if (updatesPerEpoch === null) throw new Error('rows without epochs have no epoch');
  const exact = iteration / updatesPerEpoch;
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(exact.toPrecision(digits));
    if (epochIteration(short, updatesPerEpoch) === iteration) return short;
  }
  return exact;
}

/** The rows within the bounds, in order; at most `limit`. */
export function rowsListed(times: RowTimes, bounds: EpochBounds, limit: number): number[] {
  const within = rowsWithin(times, bounds);
  const found: number[] = [];
  for (let low = within?.first ?? null; low !== null && found.length < limit; ) {
    found.push(low);
    low = rowsBetween(times.rows, low + 1, within!.last)?.first ?? null;
  }
  return found;
}

function iterationOf({ avoidsShort, updatesPerEpoch }: RowTimes, point: number | string): number {
  if (updatesPerEpoch === null) return Number.NaN;
  const iteration = epochIteration(point, updatesPerEpoch);
  return avoidsShort && iteration % updatesPerEpoch === updatesPerEpoch - 1 ? iteration + 1 : iteration;
}
