import type { JsonObject } from '../../src/plan/plan.ts';
import { estimateCapture } from '../estimation/estimate-capture.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';
import type { Capture } from '../nodes/contract.ts';

/** What an estimator makes of the one layer of a capture. */
export async function estimateCase(
  capture: Capture,
  kind: string,
  params: JsonObject,
): Promise<{ value: number; unit: string }> {
  const [rows] = await estimateCapture(capture, [{ kind, params }], createNumerics());
  const { value, unit } = rows![0]!.cells;
  return { value: Number(value), unit: String(unit) };
}
