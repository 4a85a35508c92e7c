import { type KernelSettings, presets } from './kernel-settings.ts';
import type { SpectrumRule } from './large-spectra.ts';
import type { Bandwidth, RenyiSettings, Silverman } from './renyi-settings.ts';
import { standardGrid, type WidthRule } from './width-rules.ts';

/** The kernels that a study's parameters ask for: the preset's, and what is said beside it. */
export function kernelSettings(params: RenyiSettings): KernelSettings {
  const preset: KernelSettings = presets[params.preset ?? 'infoplane'];
  const { bandwidth, bandwidthX, labelKernel } = params;
  const ownRule = isList(bandwidth) ? bandwidth : bandwidth !== undefined && widthRule(bandwidth);
  const ruleX =
    bandwidthX !== undefined ? widthRule(bandwidthX) : bandwidth === undefined ? preset.ruleX : null;
  return {
    kernel: params.kernel ?? preset.kernel,
    divisor: params.divisor ?? preset.divisor,
    rule: ownRule || preset.rule,
    ruleX,
    labels:
      typeof labelKernel === 'object' ? { rbf: widthRule(labelKernel.rbf) } : (labelKernel ?? preset.labels),
  };
}

function isList(bandwidth: RenyiSettings['bandwidth']): bandwidth is number[] {
  return Array.isArray(bandwidth);
}

function widthRule(bandwidth: Bandwidth): WidthRule {
  if (typeof bandwidth === 'number') return { kind: 'fixed', width: bandwidth };
  if (bandwidth === 'median') return { kind: 'median' };
  if (bandwidth === 'kernel-alignment') return { kind: 'kernel-alignment', grid: standardGrid };
  if ('knn' in bandwidth) return { kind: 'knn', k: bandwidth.knn };
  if ('kernel-alignment' in bandwidth) {
    return { kind: 'kernel-alignment', grid: { ...standardGrid, ...bandwidth['kernel-alignment'] } };
  }
  return silvermanRule(bandwidth);
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
