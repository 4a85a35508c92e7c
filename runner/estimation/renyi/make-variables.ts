import type { SpectrumDesk } from '../../contract/estimator.ts';
import type { KernelSamples } from '../../contract/numerics.ts';
import { gaussianGram } from '../../kernels/gaussian-gram.ts';
import type { KernelSettings } from './kernel-settings.ts';
import {
  deltaKernel,
  type GaussianVariable,
  gaussianVariable,
  oneHot,
  type Variable,
  type VariablePart,
} from './variables.ts';
import { isList, looksAtSamples, type WidthContext, type WidthRule, widthBy } from './width-rules.ts';

/** A layer's tensor, `[n, channels, features]`. */
export interface LayerTensor {
  /** Names it within the capture. */
  readonly key: string;
  readonly values: Float32Array | Float64Array;
  readonly n: number;
  readonly channels: number;
  readonly features: number;
  /** Inner products that stand for the values: they do for the whole layer and widths by its size. */
  readonly products?: Float32Array;
}

/** A layer as its quantities see it. */
export interface LayerVariables {
  readonly whole: GaussianVariable;
  /** Its feature maps, each alone; empty with one kernel on the whole tensor. */
  readonly maps: readonly GaussianVariable[];
  /** Width of each map's kernel; null when they differ. */
  readonly sigma: number | null;
}

/** Makes the variables of one capture; the same question twice gives the same variable. */
export interface VariableMaker {
  vector(name: string, samples: KernelSamples): GaussianVariable;
  layer(name: string, tensor: LayerTensor): LayerVariables;
  /** Y: classes by the delta kernel, or one-hot vectors by a Gaussian one. */
  classes(): Variable;
}

/**
 * Variables under the given kernels.
 * @param labels class of each sample, where there are classes
 * @throws RunError from its functions when a width cannot be had
 */
export function variableMaker(
  settings: KernelSettings,
  labels: ArrayLike<number> | null,
  desk: SpectrumDesk,
): VariableMaker {
  const { divisor, kernel } = settings;
  const context: WidthContext = { divisor, labels: labels && labelKernel(labels, settings, desk) };
  const known = new Map<string, unknown>();
  function once<T>(key: string, make: () => T): T {
    if (!known.has(key)) known.set(key, make());
    return known.get(key) as T;
  }
  function makeLayer(name: string, tensor: LayerTensor): LayerVariables {
    const { key, values, n, channels, features, products } = tensor;
    const samples: KernelSamples = { values, n, d: channels * features, ...(products ? { products } : {}) };
    const all = { key, samples };
    if (kernel === 'tensor') {
      const rule = listless(settings.rule, name);
      const sigma = widthBy(rule, name, all, context, desk);
      return { whole: gaussianVariable(name, { ...all, sigma }, divisor), maps: [], sigma };
    }
    const rules = mapRules(settings.rule, name, channels);
    const parts = rules.map((rule, c) => mapPart(tensor, c, rule, name, context, desk));
    const maps = parts.map((part, c) => gaussianVariable(`${name}${c}`, part, divisor));
    const sigma = parts.every((part) => part.sigma === parts[0]!.sigma) ? parts[0]!.sigma : null;
    const alike = sigma !== null && !rules.some(looksAtSamples);
    const joint = alike ? [{ ...all, sigma }] : parts;
    return { whole: gaussianVariable(name, joint, divisor), maps, sigma };
  }
  return {
    vector: (name, samples) =>
      once(`vector ${name}`, () => {
        const sigma = widthBy(ruleOfVectors(settings, name), name, { key: name, samples }, context, desk);
        return gaussianVariable(name, { key: name, samples, sigma }, divisor);
      }),
    layer: (name, tensor) =>
      once(`layer ${name} ${tensor.key} ${tensor.channels}`, () => makeLayer(name, tensor)),
    classes: () =>
      once('classes', () => {
        if (!labels) throw new Error('classes() without labels');
        if (settings.labels === 'delta') return { kind: 'classes', name: 'Y', key: 'Y', labels };
        return oneHotVariable(labels, settings.labels.rbf, divisor, desk);
      }),
  };
}

function mapPart(
  { key, values, n, channels, features }: LayerTensor,
  c: number,
  rule: WidthRule,
  name: string,
  context: WidthContext,
  desk: SpectrumDesk,
): VariablePart {
  const samples = { values, n, d: features, offset: c * features, stride: channels * features };
  const part = { key: channels === 1 ? key : `${key}.${c}`, samples };
  return { ...part, sigma: widthBy(rule, `map ${c} of ${name}`, part, context, desk) };
}

function mapRules(rule: KernelSettings['rule'], name: string, channels: number): readonly WidthRule[] {
  if (!isList(rule)) return Array.from({ length: channels }, () => rule);
  // `checkRenyi` has refused such a list
  if (rule.length !== channels) throw new Error(`${rule.length} widths, ${channels} maps of ${name}`);
  return rule.map((width) => ({ kind: 'fixed', width }));
}

function ruleOfVectors({ rule, ruleX, ruleY }: KernelSettings, name: string): WidthRule {
  if (name === 'Y' && ruleY) return ruleY;
  return ruleX ?? listless(rule, name);
}

/** The one width of a variable; `checkRenyi` has refused a list of them. */
function listless(rule: KernelSettings['rule'], name: string): WidthRule {
  if (isList(rule)) throw new Error(`widths are listed for ${name}, which has one`);
  return rule;
}

function oneHotVariable(
  labels: ArrayLike<number>,
  rule: WidthRule,
  divisor: KernelSettings['divisor'],
  desk: SpectrumDesk,
): GaussianVariable {
  const part = { key: 'one-hot Y', samples: desk.share('one-hot Y', () => oneHot(labels)) };
  const sigma = widthBy(rule, 'Y', part, { divisor, labels: null }, desk);
  return gaussianVariable('Y', { ...part, sigma }, divisor);
}

/** The kernel on the labels that widths are aligned with. */
function labelKernel(
  labels: ArrayLike<number>,
  { labels: kind, divisor }: KernelSettings,
  desk: SpectrumDesk,
): WidthContext['labels'] {
  if (kind === 'delta') return { key: 'delta', kernel: () => deltaKernel(labels) };
  return {
    key: `rbf ${JSON.stringify(kind.rbf)} ${divisor}`,
    kernel: () => {
      const { parts } = oneHotVariable(labels, kind.rbf, divisor, desk);
      const { key, samples, sigma } = parts[0]!;
      return gaussianGram([{ distances: desk.distances(key, samples), sigma, divisor }], labels.length);
    },
  };
}
