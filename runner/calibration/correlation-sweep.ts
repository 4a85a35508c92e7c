import type { CalibrationSweep } from '../../reports/report-input.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { NormalPairs } from '../contract/known-answers.ts';
import { randomStream } from '../random/stream.ts';
import { estimateCase } from './estimate-case.ts';
import { twoVariables } from './two-variables.ts';

const correlations = [0, 0.2, 0.4, 0.6, 0.75, 0.9, 0.99];

/** What the sweep is called. */
export const sweepTitle = 'Two normal variables';

/**
 * An estimator's I(X;T) of n samples of two normal variables, against their correlation r, beside Shannon's mutual
 * information -ln(1 - r^2) / 2. Every point has the same draws; the class is the sign of X.
 * @throws what the estimator throws
 */
export async function correlationSweep(
  kind: string,
  { samples: n, params, caption }: NormalPairs,
  kinds: Kinds,
): Promise<CalibrationSweep> {
  const random = randomStream(1, 'calibration', n);
  const pairs = Array.from({ length: n }, () => [random.normal(), random.normal()] as const);
  const x = pairs.map(([a]) => [a]);
  const labels = pairs.map(([a]) => (a > 0 ? 1 : 0));
  let unit = '';
  const points: { correlation: number; value: number; truth: number }[] = [];
  for (const correlation of correlations) {
    const noise = Math.sqrt(1 - correlation ** 2);
    const t = pairs.map(([a, b]) => [correlation * a + noise * b]);
    const capture = twoVariables(x, t, labels);
    const found = await estimateCase(capture, kind, { ...params, quantity: 'I(X;T)' }, kinds);
    unit = found.unit;
    const nats = -0.5 * Math.log(1 - correlation ** 2);
    points.push({ correlation, value: found.value, truth: unit === 'nats' ? nats : nats / Math.LN2 });
  }
  const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  const flat = range(points.map(({ value }) => value)) < flatShare * range(points.map(({ truth }) => truth));
  return { title: sweepTitle, caption, unit, flat, points };
}

/** Share of the truth's range below which an estimate counts as flat. */
const flatShare = 0.1;
