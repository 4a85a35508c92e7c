import type { JsonObject } from '../../src/plan/plan.ts';
import type { Numerics } from '../kernels/numerics.ts';
import type { Capture, EstimateRow, EstimatorRun } from '../nodes/contract.ts';
import { type Kinds, ownKinds } from '../nodes/kinds.ts';
import { createSpectrumDesk } from './spectrum-desk.ts';

/** An estimator as a plan has it: its kind and its parameters with defaults filled in. */
export interface EstimatorJob {
  readonly kind: string;
  readonly params: JsonObject;
}

/**
 * The rows of all estimators of one capture, each matrix built and solved once.
 *
 * Phases: every estimator asks the desk; the desk solves; every estimator makes its rows.
 * @param kinds those of plugins too, where the estimators are of plugins
 * @returns rows by estimator, in the order given
 */
export async function estimateCapture(
  capture: Capture,
  estimators: readonly EstimatorJob[],
  numerics: Numerics,
  kinds: Kinds = ownKinds,
): Promise<EstimateRow[][]> {
  const desk = createSpectrumDesk(numerics);
  const pending: (() => readonly EstimateRow[])[] = [];
  for (const { kind, params } of estimators) {
    const run = await loadEstimator(kind, kinds);
    pending.push(run(capture, params, desk));
  }
  desk.solve();
  return pending.map((rows) => [...rows()]);
}

async function loadEstimator(kind: string, kinds: Kinds): Promise<EstimatorRun> {
  const { run } = await kinds.node('estimator', kind);
  if (typeof run !== 'function') throw new Error(`estimator/${kind} has nothing to run`);
  return run as EstimatorRun;
}
