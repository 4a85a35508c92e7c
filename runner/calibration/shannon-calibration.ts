import type { CalibrationCase } from '../../reports/report-input.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { randomStream } from '../random/stream.ts';
import type { Calibration } from './calibration.ts';
import { binningCases } from './cases/binning-cases.ts';
import { kdeCases } from './cases/kde-cases.ts';
import { ksgCases } from './cases/ksg-cases.ts';
import { probeCases } from './cases/probe-cases.ts';
import type { CasesOf, ShannonCase } from './cases/shannon-case.ts';
import { correlationSweep } from './correlation-sweep.ts';
import { estimateCase } from './estimate-case.ts';

const casesOf: Readonly<Record<string, CasesOf>> = {
  binning: binningCases,
  kde: kdeCases,
  ksg: ksgCases,
  'linear-probe': probeCases,
};

const [fewest, most] = [64, 1000];

const caption = (n: number) =>
  `Estimated I(X;Y) of ${n} samples, beside Shannon's mutual information -log(1 - r^2)/2, which it estimates: the distance from the line is its error.`;

/**
 * An estimator of a Shannon quantity (or of accuracy) on samples whose answer is known, with all its settings and as many
 * samples as its rows rest on (from 64 to 1000). What it is off by there is its bias and its spread in the study.
 * @returns null for a kind without known cases
 */
export async function shannonCalibration(
  kind: string,
  params: JsonObject,
  row: Row | undefined,
): Promise<Calibration | null> {
  const n = Math.min(most, Math.max(fewest, typeof row?.samples === 'number' ? row.samples : 128));
  const known = casesOf[kind]?.(params, n, (...role) => randomStream(1, 'calibration', kind, n, ...role));
  if (!known) return null;
  const words = [kind, row?.bandwidth, kind === 'linear-probe' ? null : row?.method].filter((part) => part);
  const sweeps = kind === 'ksg' && params.quantity === 'I(X;T)';
  return {
    settings: `${words.join(', ')}. The cases have ${n} samples, as the study's rows have (within ${fewest} to ${most}), but where the answer is exact.`,
    cases: await Promise.all(known.map((each) => solve(each, kind, params))),
    sweep: sweeps ? await correlationSweep(kind, params, n, caption(n)) : null,
  };
}

async function solve(known: ShannonCase, kind: string, params: JsonObject): Promise<CalibrationCase> {
  const { value, unit } = await estimateCase(known.capture, kind, { ...params, ...known.params });
  const scale = unit === 'bits' ? 1 / Math.LN2 : 1;
  return {
    about: known.about,
    quantity: String(params.quantity),
    value,
    expected: scale * known.answer,
    tolerance: scale * known.tolerance,
    unit,
    source: known.source,
  };
}
