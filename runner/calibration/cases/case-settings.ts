import type { Json, JsonObject } from '../../../src/plan/plan.ts';
import type { FoundAnswer } from '../../contract/known-answers.ts';
import { isPairBound } from '../../estimation/renyi/asked-quantity.ts';
import type { KernelSettings } from '../../estimation/renyi/kernel-settings.ts';
import { promised } from '../../estimation/renyi/promised-error.ts';
import type { RenyiQuestion, RenyiSettings } from '../../estimation/renyi/renyi-settings.ts';
import { exact } from '../known-answers.ts';

/** Settings of the matrix-based estimator. */
export type RenyiParams = RenyiSettings & RenyiQuestion;

/** A width at which a kernel tells whole numbers from each other and nothing else. */
export function narrowWidth({ divisor }: KernelSettings): number {
  return divisor === 's' ? 0.0025 : 0.05;
}

/** The estimator's settings with a width of the case's, and no permutations. */
export function ofWidth(
  { bandwidthX: _bandwidthX, preset: _preset, null: _null, pairs: _pairs, bound, ...kept }: RenyiParams,
  { divisor, kernel, labels }: KernelSettings,
  quantity: RenyiParams['quantity'],
  bandwidth: number,
): JsonObject {
  const ofBound = bound && isPairBound(quantity) ? { bound } : {};
  const own = { divisor, kernel, labelKernel: labelParam(labels), quantity, bandwidth };
  return { ...(kept as JsonObject), ...own, ...ofBound };
}

/** The tolerance of a sum of so many entropies, in nats; of random vectors four standard errors. */
export function toleranceOf({ method, stderr }: FoundAnswer, entropies: number): number {
  if (method === 'lanczos') return exact + 4 * stderr;
  const error = promised[method];
  return Math.LN2 * (error === undefined ? exact : entropies * error);
}

/** A kernel on labels as a study writes it. */
function labelParam(labels: KernelSettings['labels']): Json {
  if (labels === 'delta') return labels;
  if (labels.rbf.kind === 'fixed') return { rbf: labels.rbf.width };
  if (labels.rbf.kind === 'silverman') {
    const { h, exponent } = labels.rbf;
    return { rbf: { silverman: { h, exponent } } };
  }
  throw new Error(`no study sets the width of labels by ${labels.rbf.kind}`);
}
