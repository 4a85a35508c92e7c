import { type KernelSettings, presets } from './kernel-settings.ts';
import { type SpectrumRule, standardTiles } from './large-spectra.ts';
import type { Bandwidth, Grid, RenyiSettings, Silverman } from './renyi-settings.ts';
import { isList, standardGrid, standardSmoothing, type WidthRule } from './width-rules.ts';

/** What the schema fills in where a study says nothing; beside a preset there can be nothing else. */
const unsaid = {
  bandwidth: { silverman: 5 },
  bandwidthX: undefined,
  bandwidthY: undefined,
  divisor: '2s2',
  kernel: 'maps',
  labelKernel: 'delta',
} as const;

/**
 * The kernels that a study's parameters ask for; a preset decides all of them. Effective rank takes a layer as one variable.
 */
export function kernelSettings(params: RenyiSettings & { readonly quantity?: string }): KernelSettings {
  const settings = settingsOf(params);
  return params.quantity === 'effective-rank' ? { ...settings, kernel: 'tensor' } : settings;
}

function settingsOf(params: RenyiSettings): KernelSettings {
  const {
    preset = 'none',
    bandwidth = unsaid.bandwidth,
    bandwidthX,
    bandwidthY,
    labelKernel = unsaid.labelKernel,
  } = params;
  if (preset !== 'none') return presets[preset];
  return {
    kernel: params.kernel === 'tensor' ? 'tensor' : 'maps',
    divisor: params.divisor ?? unsaid.divisor,
    rule: isList(bandwidth) ? bandwidth : widthRule(bandwidth),
    ruleX: bandwidthX === undefined ? null : widthRule(bandwidthX),
    ...(bandwidthY === undefined ? {} : { ruleY: widthRule(bandwidthY) }),
    labels: labelKernel === 'delta' ? labelKernel : { rbf: widthRule(labelKernel.rbf) },
  };
}

/**
 * The name of a setting that stands beside a preset, which decides it; undefined where there is none.
 * @param said names of the settings that are written down; null where only their values are known
 */
export function settingBesidePreset(
  params: RenyiSettings,
  said: readonly string[] | null,
): keyof typeof unsaid | undefined {
  if ((params.preset ?? 'none') === 'none') return undefined;
  const names = Object.keys(unsaid) as (keyof typeof unsaid)[];
  const differs = (name: keyof typeof unsaid) =>
    params[name] !== undefined && JSON.stringify(params[name]) !== JSON.stringify(unsaid[name]);
  return names.find(said ? (name) => said.includes(name) : differs);
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

/** How spectra are had, with the defaults of Lanczos quadrature, or of that by tiles, filled in. */
export function spectrumRule(spectrum: RenyiSettings['spectrum']): SpectrumRule {
  if (spectrum === undefined || typeof spectrum === 'string') return spectrum ?? 'auto';
  if ('tiles' in spectrum) return { tiles: { ...standardTiles, ...spectrum.tiles } };
  return { lanczos: { probes: 20, steps: 40, ...spectrum.lanczos } };
}
