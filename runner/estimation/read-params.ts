import { RunError } from '../../src/node/run-error.ts';
import { type KernelSettings, presets } from './kernel-settings.ts';
import type { SpectrumRule } from './large-spectra.ts';
import type { Bandwidth, Grid, RenyiSettings, Silverman } from './renyi-settings.ts';
import { isList, standardGrid, standardSmoothing, type WidthRule } from './width-rules.ts';

/** What the schema fills in where a study says nothing; beside a preset there can be nothing else. */
const unsaid = {
  bandwidth: { silverman: 5 },
  bandwidthX: undefined,
  divisor: '2s2',
  kernel: 'maps',
  labelKernel: 'delta',
} as const;

/**
 * The kernels that a study's parameters ask for.
 * @throws RunError when a preset is named and so is a setting that it decides
 */
export function kernelSettings(params: RenyiSettings): KernelSettings {
  const {
    preset = 'none',
    bandwidth = unsaid.bandwidth,
    bandwidthX,
    labelKernel = unsaid.labelKernel,
  } = params;
  if (preset !== 'none') {
    requireUnsaid(params, preset);
    return presets[preset];
  }
  return {
    kernel: params.kernel ?? unsaid.kernel,
    divisor: params.divisor ?? unsaid.divisor,
    rule: isList(bandwidth) ? bandwidth : widthRule(bandwidth),
    ruleX: bandwidthX === undefined ? null : widthRule(bandwidthX),
    labels: labelKernel === 'delta' ? labelKernel : { rbf: widthRule(labelKernel.rbf) },
  };
}

function requireUnsaid(params: RenyiSettings, preset: string): void {
  const names = Object.keys(unsaid) as (keyof typeof unsaid)[];
  const said = names.find(
    (name) => params[name] !== undefined && JSON.stringify(params[name]) !== JSON.stringify(unsaid[name]),
  );
  if (said === undefined) return;
  throw new RunError(`\`${said}\` beside \`preset: ${preset}\`, which decides it`, {
    hint: `remove one of them; \`infoplane nodes matrix-renyi\` and docs/conventions.md say what a preset stands for`,
  });
}

function widthRule(bandwidth: Bandwidth): WidthRule {
  if (typeof bandwidth === 'number') return { kind: 'fixed', width: bandwidth };
  if (bandwidth === 'median') return { kind: 'median' };
  if (bandwidth === 'kernel-alignment') return alignment({});
  if ('knn' in bandwidth) return { kind: 'knn', k: bandwidth.knn };
  if ('kernel-alignment' in bandwidth) return alignment(bandwidth['kernel-alignment']);
  return silvermanRule(bandwidth);
}

function alignment({ smoothing = standardSmoothing, ...grid }: Grid): WidthRule {
  return { kind: 'kernel-alignment', grid: { ...standardGrid, ...grid }, smoothing };
}

function silvermanRule({ silverman: rule }: Silverman): WidthRule {
  if (typeof rule === 'number') return { kind: 'silverman', h: rule, exponent: 'classical' };
  return { kind: 'silverman', h: rule.h, exponent: rule.exponent ?? 'classical' };
}

/** The order as a number: `inf` is infinity. */
export function orderOf(alpha: RenyiSettings['alpha']): number {
  return alpha === 'inf' ? Number.POSITIVE_INFINITY : (alpha ?? 1.01);
}

/** How spectra are had, with the defaults of Lanczos quadrature filled in. */
export function spectrumRule(spectrum: RenyiSettings['spectrum']): SpectrumRule {
  if (spectrum === undefined || typeof spectrum === 'string') return spectrum ?? 'auto';
  return { lanczos: { probes: 20, steps: 40, ...spectrum.lanczos } };
}
