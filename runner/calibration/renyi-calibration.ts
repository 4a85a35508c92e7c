import type { CalibrationCase } from '../../reports/report-input.ts';
import type { Json, JsonObject } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import type { Calibration } from './calibration.ts';
import { correlationSweep } from './correlation-sweep.ts';
import { estimateCase } from './estimate-case.ts';
import { type KnownCase, knownCases } from './known-cases.ts';
import { twoVariables } from './two-variables.ts';

const caption = (n: number) =>
  `Estimated I(X;Y) of ${n} samples with the estimator's own bandwidth, beside Shannon's mutual information -log(1 - r^2)/2. The matrix-based quantity is another measure, on another scale: it ought to grow with the correlation r, not to meet the line.`;

/**
 * A matrix-Rényi estimator on cases in closed form, with its order and unit and the case's own kernel width, and on a sweep
 * of two normal variables with its own kernels too.
 */
export async function renyiCalibration(params: JsonObject, row: Row | undefined): Promise<Calibration> {
  const n = typeof row?.samples === 'number' ? Math.min(row.samples, 256) : 128;
  const bandwidth = row?.bandwidth ?? JSON.stringify(params.bandwidth ?? params.preset);
  const { split: _split, ...kernels } = params;
  return {
    settings: `matrix-renyi, alpha ${params.alpha}, bandwidth ${bandwidth}. The known cases use widths of their own; the sweep uses the estimator's.`,
    cases: await Promise.all(knownCases.map((each) => solve(each, params))),
    sweep: await correlationSweep('matrix-renyi', oneWidth(kernels), n, caption(n)),
  };
}

async function solve(known: KnownCase, params: JsonObject): Promise<CalibrationCase> {
  const { alpha = 1.01, base = 2 } = params;
  const settings = { alpha, base, quantity: known.quantity, bandwidth: known.sigma };
  const { value, unit } = await estimateCase(twoVariables(known.x, known.t), 'matrix-renyi', settings);
  const bits = known.bits(alpha === 'inf' ? Number.POSITIVE_INFINITY : Number(alpha));
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

/** Widths listed for each feature map, for a variable without maps: the first. */
function oneWidth(params: JsonObject): JsonObject {
  const { bandwidth } = params;
  if (!Array.isArray(bandwidth)) return params;
  const first: Json = bandwidth[0] ?? null;
  return { ...params, bandwidth: first };
}
