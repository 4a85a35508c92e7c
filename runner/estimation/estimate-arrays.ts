import { misuse, RunError } from '../../src/node/run-error.ts';
import type { Numerics } from '../kernels/numerics.ts';
import { mostByTiles } from '../kernels/tiles/tile-job.ts';
import type { NdArray } from '../readers/nd-array.ts';
import { classLabels, type Layout, layerTensor, samplesOf } from './array-variables.ts';
import { alarms, hasError, methodOf } from './renyi/alarms.ts';
import { working } from './renyi/check-renyi.ts';
import { requestEntropy } from './renyi/entropy-term.ts';
import { collapsedNames } from './renyi/joint-gram.ts';
import type { KernelSettings } from './renyi/kernel-settings.ts';
import { type SpectrumRule, spectrumFor, tilesOf } from './renyi/large-spectra.ts';
import { type VariableMaker, variableMaker } from './renyi/make-variables.ts';
import { fewestMaps, isOfMaps, type Quantity, quantityNeeds, requestQuantity } from './renyi/quantities.ts';
import { rulesByTiles } from './renyi/tile-problems.ts';
import { sampleCount, type Variable } from './renyi/variables.ts';
import { alignmentAlarms, isList, looksAtSamples, type WidthRule } from './renyi/width-rules.ts';
import { mostByProducts, requireRoom, tooManyPairs } from './sample-room.ts';
import { createSpectrumDesk } from './spectrum-desk.ts';
import { aloneCrew, type TileCrew } from './tile-crew.ts';

/** Arrays from anywhere; the first axis is the samples. */
export interface Arrays {
  readonly x?: NdArray;
  readonly t?: NdArray;
  /** Real-valued Y. */
  readonly y?: NdArray;
  /** Y as classes. */
  readonly labels?: NdArray;
}

export interface ArraySettings {
  readonly alpha: number;
  readonly layout: Layout;
  readonly kernels: KernelSettings;
  readonly spectrum: SpectrumRule;
}

/** Bits throughout. */
export interface ArrayEstimate {
  /** One value; a list for quantities of single feature maps or pairs. */
  readonly value: number | readonly number[];
  /** As `value`; null where the method has no standard error. */
  readonly stderr: number | readonly number[] | null;
  readonly method: string;
  /** The feature maps behind each value of a list: `[c]` or `[i, j]`. */
  readonly channels: readonly (readonly number[])[] | null;
  readonly samples: number;
  /** Feature maps of T; null when it has none. */
  readonly maps: number | null;
  /** Widths of the kernels that were used; T's is left out when its maps have widths of their own. */
  readonly sigma: Readonly<Record<string, number>>;
  readonly entropies: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
}

/**
 * Matrix-based Rényi quantities of arrays.
 * @throws RunError when the arrays do not have the same samples, or hold what cannot be estimated
 */
export function estimateArrays(
  quantity: Quantity,
  arrays: Arrays,
  settings: ArraySettings,
  numerics: Numerics,
  crew: TileCrew = aloneCrew(numerics),
): ArrayEstimate {
  const desk = createSpectrumDesk(numerics, crew);
  const { alpha, kernels } = settings;
  const needs: readonly string[] = quantityNeeds[quantity];
  const labels = arrays.labels ? classLabels(arrays.labels) : null;
  requireSameSamples(arrays);
  const spectrum = requirePairs(arrays, settings);
  const byTiles = tilesOf(spectrum) !== null;
  const make = variableMaker(kernels, labels, desk);
  const x = needs.includes('X') ? make.vector('X', samplesOf('X', given(arrays.x, 'X'))) : null;
  const t = needs.includes('T') ? make.layer('T', layerTensor(given(arrays.t, 'T'), settings.layout)) : null;
  const y = needs.includes('Y') ? target(arrays, make) : null;
  if (t && isOfMaps(quantity)) requireMaps(quantity, t.maps.length, given(arrays.t, 'T'), kernels);
  const values = requestQuantity(quantity, { x, t, y }, (...variables) =>
    requestEntropy(variables, alpha, desk, { spectrum, seed: 0, classes: labels }),
  );
  desk.solve();

  const single = values.length === 1 && values[0]!.channel === null;
  const bits = values.map(({ estimate }) => estimate.bits());
  const errors = values.map(({ estimate }) => estimate.stderr());
  const terms = [...new Set(values.flatMap(({ estimate }) => estimate.terms))];
  const method = methodOf(terms);
  const left = values.flatMap(({ without }) => without);
  return {
    value: single ? bits[0]! : bits,
    stderr: !hasError(method) ? null : single ? errors[0]! : errors,
    method,
    channels: single ? null : values.map(({ channel, channel2 }) => [channel!, channel2 ?? []].flat()),
    samples: sampleCount((x ?? t?.whole ?? y)!),
    maps: arrays.t?.shape.length === 4 && t ? t.maps.length || mapsOf(arrays.t, settings.layout) : null,
    sigma: { ...widths([x, y]), ...(t?.sigma == null ? {} : { t: t.sigma }) },
    entropies: Object.fromEntries(terms.map((term) => [term.name, term.bits()])),
    flags: [
      ...alarms(terms, collapsedNames(left, desk, byTiles)),
      ...alignmentAlarms(rulesOf(kernels, x !== null, t !== null), labels),
    ],
  };
}

/** The rules that decide the widths of X and of T. */
function rulesOf({ rule, ruleX }: KernelSettings, x: boolean, t: boolean): (WidthRule | readonly number[])[] {
  return [...(x ? [ruleX ?? rule] : []), ...(t ? [rule] : [])];
}

function given(array: NdArray | undefined, name: string): NdArray {
  if (!array) throw new Error(`estimateArrays() without ${name}`);
  return array;
}

function target({ y, labels }: Arrays, make: VariableMaker): Variable {
  return labels ? make.classes() : make.vector('Y', samplesOf('Y', given(y, 'Y')));
}

function mapsOf({ shape }: NdArray, layout: Layout): number {
  return shape[layout === 'nhwc' ? 3 : 1]!;
}

function requireMaps(quantity: Quantity, maps: number, { shape }: NdArray, { kernel }: KernelSettings): void {
  if (kernel === 'tensor') {
    const message = `${quantity} is of single feature maps, and a tensor kernel takes all of them as one`;
    throw misuse(message, 'take --kernel maps');
  }
  if (maps >= fewestMaps(quantity)) return;
  const needed = `${quantity} needs ${fewestMaps(quantity)} feature maps or more`;
  if (shape.length === 4) {
    throw new RunError(`${needed}, and T has ${maps} map`, {
      hint: `give a layer with more maps, or say by --layout which axis of (${shape.join(', ')}) they lie on`,
    });
  }
  throw new RunError(`${needed}, and T is one variable`, {
    hint: 'give T as four axes: samples, height, width, channels',
  });
}

function requireSameSamples(arrays: Arrays): void {
  const counts = Object.entries(arrays).map(([name, array]: [string, NdArray]) => {
    const title = name === 'labels' ? 'Y' : name.toUpperCase();
    return { title, n: samplesOf(name === 'labels' ? 'labels' : title, array).n };
  });
  if (new Set(counts.map(({ n }) => n)).size < 2) return;
  const list = counts.map(({ title, n }) => `${title} has ${n}`).join(', ');
  throw new RunError(`the arrays do not have the same number of samples: ${list}`, {
    hint: 'row i of every array must be the same sample',
  });
}

/**
 * Refuses more samples than there is room for, before anything is made of them.
 * @returns how spectra are had with so many
 */
function requirePairs(arrays: Arrays, { kernels, layout, alpha, spectrum }: ArraySettings): SpectrumRule {
  const { rule: ofWidth, kernel } = kernels;
  const variables = [arrays.x, arrays.t, arrays.y].filter((array) => array !== undefined);
  const samples = Math.max(0, ...variables.map(({ shape }) => shape[0] ?? 0));
  const whole = rulesByTiles(alpha, kernels, samples);
  const rule = spectrumFor(spectrum, samples, whole.length > 0);
  const [problem] = tilesOf(rule)
    ? [...tooManyPairs(samples, mostByTiles), ...whole]
    : tooManyPairs(samples, mostByProducts);
  if (problem) throw new RunError(problem.message, problem);
  if (tilesOf(rule)) return rule;
  const { t } = arrays;
  const apart = t?.shape.length === 4 && kernel === 'maps' && !isList(ofWidth) && looksAtSamples(ofWidth);
  const maps = apart ? mapsOf(t, layout) : 1;
  requireRoom(samples, variables.length - 1 + maps + working);
  return rule;
}

function widths(variables: readonly (Variable | null)[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const variable of variables) {
    if (variable?.kind === 'gaussian') found[variable.name.toLowerCase()] = variable.parts[0]!.sigma;
  }
  return found;
}
