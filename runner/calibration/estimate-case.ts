import type { JsonObject } from '../../src/plan/plan.ts';
import type { Capture } from '../contract/capture.ts';
import type { Kinds } from '../contract/kinds.ts';
import { estimateCapture } from '../estimation/estimate-capture.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';

/** What an estimator makes of the one layer of a capture. */
export interface CaseEstimate {
  readonly value: number;
  readonly unit: string;
  readonly method: string;
  /** In the unit of the value; 0 where the method has none. */
  readonly stderr: number;
}

/**
 * Puts the one layer of a capture to an estimator.
 * @throws what the estimator throws
 */
export async function estimateCase(
  capture: Capture,
  kind: string,
  params: JsonObject,
  kinds: Kinds,
): Promise<CaseEstimate> {
  const [rows] = await estimateCapture(capture, [{ kind, params }], createNumerics(), kinds);
  const { value, unit, method, stderr } = rows![0]!.cells;
  return { value: Number(value), unit: String(unit), method: String(method), stderr: Number(stderr ?? 0) };
}
