import type {
  CalibrationCard,
  CalibrationCase,
  CalibrationSweep,
  EstimatorCalibration,
} from '../../reports/report-input.ts';
import type { EstimatorPlan, JsonObject, Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { estimateCapture } from '../estimation/estimate-capture.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';
import { randomStream } from '../random/stream.ts';
import { type KnownCase, knownCases } from './known-cases.ts';
import { twoVariables } from './two-variables.ts';

const mostSettings = 12;
const correlations = [0, 0.2, 0.4, 0.6, 0.75, 0.9, 0.99];

/**
 * The calibration card of a plan: for each distinct setting of its matrix-Rényi estimators (at most 12) what the estimator
 * itself gives on the known cases, with its order and unit and the case's own kernel width, and on a sweep of two normal
 * variables with its own bandwidth too. Estimators of other kinds have no known cases yet and no card.
 *
 * @param estimates rows of the run, which say how many samples its estimates rest on
 */
export async function calibrate(plan: Plan, estimates: readonly Row[]): Promise<CalibrationCard> {
  const groups = new Map<string, EstimatorPlan[]>();
  for (const estimator of plan.stages
    .flatMap((stage) => stage.branches)
    .flatMap((branch) => branch.estimators)) {
    if (estimator.kind !== 'matrix-renyi') continue;
    const { alpha, bandwidth, base } = estimator.params;
    const key = JSON.stringify([alpha, bandwidth, base]);
    groups.set(key, [...(groups.get(key) ?? []), estimator]);
  }
  const card: EstimatorCalibration[] = [];
  for (const estimators of [...groups.values()].slice(0, mostSettings)) {
    const { kind, params } = estimators[0]!;
    const names = [...new Set(estimators.map((estimator) => estimator.name))];
    const row = estimates.find((each) => names.includes(String(each.estimator)));
    card.push({
      estimators: names,
      settings: `${kind}, alpha ${params.alpha}, bandwidth ${row?.bandwidth ?? JSON.stringify(params.bandwidth)}. The known cases use widths of their own; the sweep uses the estimator's.`,
      cases: await Promise.all(knownCases.map((each) => solve(each, kind, params))),
      sweep: await sweep(kind, params, typeof row?.samples === 'number' ? Math.min(row.samples, 256) : 128),
    });
  }
  return card;
}

async function solve(known: KnownCase, kind: string, params: JsonObject): Promise<CalibrationCase> {
  const settings = { ...params, quantity: known.quantity, bandwidth: known.sigma };
  const { value, unit } = await estimate(twoVariables(known.x, known.t), kind, settings);
  const bits = known.bits(Number(params.alpha));
  return {
    about: known.about,
    quantity: known.quantity === 'I(X;T)' ? 'I(X;Y)' : 'H(X)',
    value,
    expected: unit === 'nats' ? bits * Math.LN2 : bits,
    tolerance: 1e-9,
    unit,
    source: known.source,
  };
}

async function sweep(kind: string, params: JsonObject, n: number): Promise<CalibrationSweep> {
  const random = randomStream(1, 'calibration', n);
  const pairs = Array.from({ length: n }, () => [random.normal(), random.normal()] as const);
  let unit = '';
  const points: { correlation: number; value: number; truth: number }[] = [];
  for (const correlation of correlations) {
    const noise = Math.sqrt(1 - correlation ** 2);
    const x = pairs.map(([a]) => [a]);
    const t = pairs.map(([a, b]) => [correlation * a + noise * b]);
    const found = await estimate(twoVariables(x, t), kind, { ...params, quantity: 'I(X;T)' });
    unit = found.unit;
    const nats = -0.5 * Math.log(1 - correlation ** 2);
    points.push({ correlation, value: found.value, truth: unit === 'nats' ? nats : nats / Math.LN2 });
  }
  return {
    title: 'Two normal variables',
    caption: `Estimated I(X;Y) of ${n} samples with the estimator's own bandwidth, beside Shannon's mutual information -log(1 - r^2)/2. The matrix-based quantity is another measure, on another scale: it ought to grow with the correlation r, not to meet the line.`,
    unit,
    points,
  };
}

async function estimate(
  capture: Parameters<typeof estimateCapture>[0],
  kind: string,
  params: JsonObject,
): Promise<{ value: number; unit: string }> {
  const [rows] = await estimateCapture(capture, [{ kind, params }], createNumerics());
  const cells = rows![0]!.cells;
  return { value: Number(cells.value), unit: String(cells.unit) };
}
