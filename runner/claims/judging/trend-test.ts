import { studentQuantile, studentTail } from '../../kernels/statistics/student-t.ts';

/** The change that the straight line through values makes over the time covered. */
export interface Trend {
  readonly change: number;
  /** Its interval and the one-sided p of "there is no rise"; null where rows are not equally spaced, or too few stand alone. */
  readonly tested: { readonly low: number; readonly high: number; readonly p: number } | null;
}

/**
 * Least squares through the values of one training, and its test by effective sample size: values that follow each other
 * closely count as n (1 - r) / (1 + r) independent ones, r being the residuals' correlation with the next row, corrected for its bias
 * and for its own error, (n r + 3) / (n - 4). Rejects trendless AR(1) series of coefficient up to 0.9 in at most 7 % of cases at a
 * nominal 5 %, with 40 to 1000 rows (test/verdicts/levels.test.ts).
 *
 * @param times increasing, at least two; a last gap that is shorter than the others is left out of the test
 * @param level one-sided probability outside each end of the interval
 * @source Santer et al. 2000, Statistical significance of trends, section 5; Kendall 1954 for the bias of r
 */
export function trendTest(times: readonly number[], values: readonly number[], level: number): Trend {
  const { slope } = straightLine(times, values);
  const change = slope * (times.at(-1)! - times[0]!);
  const even = evenRows(times);
  return { change, tested: even < 6 ? null : test(times.slice(0, even), values.slice(0, even), level) };
}

function test(times: readonly number[], values: readonly number[], level: number): Trend['tested'] {
  const n = times.length;
  const { slope, residuals, squares } = straightLine(times, values);
  const power = dot(residuals, residuals);
  const span = times.at(-1)! - times[0]!;
  const change = slope * span;
  // a line without noise: as sure as can be
  if (power <= 1e-24 * dot(values, values)) {
    return { low: change, high: change, p: change > 0 ? 0 : 1 };
  }
  const raw = dot(residuals.slice(1), residuals.slice(0, -1)) / power;
  const correlation = Math.min(Math.max((n * raw + 3) / (n - 4), 0), 1);
  const effective = (n * (1 - correlation)) / (1 + correlation);
  const freedom = effective - 2;
  if (freedom <= 0.05) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, p: 1 };
  const error = Math.sqrt(power / freedom / squares) * span;
  const half = studentQuantile(1 - level, freedom) * error;
  return { low: change - half, high: change + half, p: studentTail(change / error, freedom) };
}

/**
 * How many rows from the first on can be tested as equally spaced: all, or all but a last one that comes sooner; 0 where they are not. A few single
 * rows may be missing, as the one of each epoch's short last mini-batch is.
 */
function evenRows(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const gap = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
  const kept = gaps.at(-1)! < gap * (1 - 1e-6) ? gaps.slice(0, -1) : gaps;
  const odd = kept.filter((one) => Math.abs(one - gap) > 1e-6 * gap);
  const single = odd.every((one) => Math.abs(one - 2 * gap) <= 1e-6 * gap);
  return single && odd.length <= mostMissing * kept.length ? kept.length + 1 : 0;
}

/** Share of the rows that may be missing. */
const mostMissing = 0.05;

function straightLine(times: readonly number[], values: readonly number[]) {
  const n = times.length;
  const [meanTime, meanValue] = [times, values].map((all) => all.reduce((sum, one) => sum + one, 0) / n);
  const centred = times.map((time) => time - meanTime!);
  const squares = dot(centred, centred);
  const slope = squares > 0 ? dot(centred, values) / squares : 0;
  const residuals = values.map((value, i) => value - meanValue! - slope * centred[i]!);
  return { slope, residuals, squares };
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
