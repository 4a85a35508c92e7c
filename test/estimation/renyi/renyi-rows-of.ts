import type { Capture } from '../../../runner/contract/capture.ts';
import type { EstimateRow } from '../../../runner/contract/estimator.ts';
import { estimateCapture } from '../../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import type { JsonObject } from '../../../src/plan/json.ts';

/** Rows of the matrix-based estimator. */
export async function renyiRows(capture: Capture, params: JsonObject): Promise<readonly EstimateRow[]> {
  const jobs = [{ kind: 'matrix-renyi', params: { probe: 'p', ...params } }];
  const [rows] = await estimateCapture(capture, jobs, createNumerics(), ownKinds);
  return rows!;
}
