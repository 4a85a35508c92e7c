import { samplesOfTrial } from '../../src/plan/recorded-samples.ts';
import type { Row } from '../../src/table/columns.ts';
import type { ReportContext } from '../contract/report.ts';
import { meanInterval } from '../kernels/statistics/mean-interval.ts';
import { differ } from './estimate-rows.ts';

/** Keeps an accuracy in one line. */
const noBreak = '\u00a0';

/** How far, in epochs, a point of the training table may be from a row to speak for it. */
const nearest = 0.05;

/**
 * The test accuracy at the points of training that rows stand for, such as `accuracy 97.6 %`, or the mean over their trials and
 * half its 95 % interval, such as `accuracy 97.6 ± 0.3 %`; where that would reach beyond 0 or 100 %, the least and the greatest of
 * the trials, such as `accuracy 9.8 to 97.6 %`; of a recording with the number of its samples, `(n = 128)`. Empty when the rows are of several models, or a trial has no point of
 * the training table near.
 */
export function accuracyLabel(rows: readonly Row[], { tables, plan }: ReportContext): string {
  const moments = new Map(rows.map((row) => [`${row.trial}\n${row.epoch}`, row]));
  if (moments.size === 0 || differ(rows, 'model')) return '';
  const points = new Map<Row[string], Row[]>();
  for (const row of tables.training) {
    if (row.split !== 'test' || typeof row.accuracy !== 'number' || row.model !== rows[0]!.model) continue;
    const known = points.get(row.trial ?? null);
    if (known) known.push(row);
    else points.set(row.trial ?? null, [row]);
  }
  const found = [...moments.values()].map((row) => near(row, points.get(row.trial ?? null) ?? []));
  const known = found.filter((accuracy) => accuracy !== null);
  if (known.length < found.length) return '';
  const samples = [...moments.values()].map((row) =>
    samplesOfTrial(plan, { trial: String(row.trial), model: String(row.model), split: 'test' }),
  );
  const counts = new Set(samples.map((one) => one?.n ?? null));
  const [n = null] = counts;
  const of = counts.size === 1 && n !== null ? ` (n = ${n.toLocaleString('en')})` : '';
  return `accuracy ${inWords(known.map((accuracy) => 100 * accuracy))} %${of}`.replaceAll(' ', noBreak);
}

/** @param shares of 100 */
function inWords(shares: readonly number[]): string {
  const { mean, low, high } = meanInterval(shares);
  if (low === null || high === null) return mean.toFixed(1);
  if (low < 0 || high > 100) return `${Math.min(...shares).toFixed(1)} to ${Math.max(...shares).toFixed(1)}`;
  return `${mean.toFixed(1)} ± ${(high - mean).toFixed(1)}`;
}

function near(row: Row, points: readonly Row[]): number | null {
  let best: Row | null = null;
  for (const point of points) {
    const apart = Math.abs(Number(point.epoch) - Number(row.epoch));
    if (apart <= nearest && (best === null || apart < Math.abs(Number(best.epoch) - Number(row.epoch)))) {
      best = point;
    }
  }
  return best === null ? null : Number(best.accuracy);
}
