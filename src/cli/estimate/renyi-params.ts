import type { WidthRule } from '../../../runner/estimation/renyi/width-rules.ts';
import { misuse } from '../../node/run-error.ts';
import type { JsonObject } from '../../plan/json.ts';
import { fixedWidths } from './check-estimate-options.ts';
import type { EstimateOptions } from './estimate-options.ts';

/** Quantities of the matrix-based estimator that its node alone gives: a study's, for arrays. */
export const nodeQuantities: readonly string[] = [
  'DiME(X;T)',
  'DiME(T;Y)',
  'effective-rank',
  'relative-redundancy',
  'synergy(X;{Ti,Tj})',
  'synergy(Y;{Ti,Tj})',
  'redundancy(X;{Ti,Tj})',
  'redundancy(Y;{Ti,Tj})',
];

/**
 * The options of the matrix-based estimator as the settings of its kind.
 * @throws RunError (exit code 2) for a real-valued Y, which studies do not have
 */
export function renyiParams(options: EstimateOptions): JsonObject {
  const { alpha, divisor, kernel, preset, spectrum, lanczos, labelKernel } = options;
  if (options.y !== undefined) throw misuse('this takes classes as Y', 'give --labels FILE');
  const { x, t = x, y = x } = fixedWidths(options);
  const all = ruleOf(options);
  const bandwidth = t ?? all;
  return {
    ...(alpha === undefined ? {} : { alpha: Number.isFinite(alpha) ? alpha : 'inf' }),
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(x === undefined || x === t ? {} : { bandwidthX: x }),
    ...(divisor ? { divisor } : {}),
    ...(kernel ? { kernel } : {}),
    ...(preset ? { preset } : {}),
    ...(lanczos ? { spectrum: { lanczos: { ...lanczos } } } : spectrum ? { spectrum } : {}),
    ...(labelKernel === 'rbf' ? { labelKernel: { rbf: y ?? silvermanOf(options) ?? { silverman: 5 } } } : {}),
  };
}

/** The rule of every width, as a study writes it. */
function ruleOf(options: EstimateOptions): JsonObject | 'median' | undefined {
  const rule: WidthRule | undefined = options.bandwidth;
  if (rule === undefined) return silvermanOf(options);
  if (rule.kind === 'median') return 'median';
  if (rule.kind === 'knn') return { knn: rule.k };
  if (rule.kind !== 'kernel-alignment') throw new Error(`--bandwidth does not give ${rule.kind}`);
  return { 'kernel-alignment': { ...rule.grid, smoothing: rule.smoothing } };
}

function silvermanOf({ silverman, exponent }: EstimateOptions): JsonObject | undefined {
  if (silverman === undefined && exponent === undefined) return undefined;
  const h = silverman ?? 5;
  return { silverman: exponent ? { h, exponent } : h };
}
