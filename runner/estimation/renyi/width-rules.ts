import { RunError } from '../../../src/node/run-error.ts';
import type { SpectrumDesk } from '../../contract/estimator.ts';
import type { KernelDivisor } from '../../contract/numerics.ts';
import {
  medianWidth,
  neighbourWidth,
  type SilvermanExponent,
  silverman,
  smallestDistance,
} from '../../kernels/bandwidth.ts';
import { type AlignmentGrid, alignedWidth, centred } from '../../kernels/kernel-alignment.ts';
import { distancesOf } from './joint-gram.ts';
import type { VariablePart } from './variables.ts';

/** How the width of a Gaussian kernel is chosen. */
export type WidthRule =
  | { readonly kind: 'fixed'; readonly width: number }
  | { readonly kind: 'silverman'; readonly h: number; readonly exponent: SilvermanExponent }
  | { readonly kind: 'median' }
  | { readonly kind: 'knn'; readonly k: number }
  | { readonly kind: 'kernel-alignment'; readonly grid: AlignmentGrid; readonly smoothing: number };

/** 75 widths from 0.1 to 10 times the mean distance, after Wickstrøm et al. 2019; docs/conventions.md says what of it is checked. */
export const standardGrid: AlignmentGrid = { from: 0.1, to: 10, points: 75 };

/** Weight of the widths of earlier rows, an iteration: that of an implementation of Wickstrøm et al. 2019 by others. */
export const standardSmoothing = 0.9;

/** What the rules look at beside the samples. */
export interface WidthContext {
  readonly divisor: KernelDivisor;
  /** A kernel on the labels, [n, n], and a key that names it; null where there are no labels. */
  readonly labels: { readonly key: string; readonly kernel: () => Float64Array } | null;
}

/** Whether widths are listed, one a feature map. */
export function isList(widths: unknown): widths is readonly number[] {
  return Array.isArray(widths);
}

/** Whether a rule looks at the samples, so that feature maps have widths of their own. */
export function looksAtSamples(rule: WidthRule): boolean {
  return rule.kind !== 'fixed' && rule.kind !== 'silverman';
}

/**
 * The width of a variable's kernel, in the unit of its samples. Where a rule gives 0: samples that are all equal have
 * width 1 (their Gram matrix is all ones at any width); samples of which each has k duplicates have the smallest
 * distance above 0.
 *
 * @param name what messages call the variable
 * @throws RunError when a sample is not finite, or the rule cannot be followed
 */
export function widthBy(
  rule: WidthRule,
  name: string,
  part: Pick<VariablePart, 'key' | 'samples'>,
  context: WidthContext,
  desk: SpectrumDesk,
): number {
  const width = anyWidthBy(rule, name, part, context, desk);
  if (Number.isFinite(1 / width ** 2)) return width;
  throw new RunError(`the width ${width} of ${name} is too small to divide by its square`, {
    hint: 'take a wider kernel, or scale the samples',
  });
}

function anyWidthBy(
  rule: WidthRule,
  name: string,
  part: Pick<VariablePart, 'key' | 'samples'>,
  context: WidthContext,
  desk: SpectrumDesk,
): number {
  const { n, d } = part.samples;
  if (rule.kind === 'fixed') return rule.width;
  if (rule.kind === 'silverman') return silverman(rule.h, n, d, rule.exponent);
  const { divisor, labels } = context;
  const key = `width ${part.key} ${JSON.stringify(rule)} ${divisor} ${labels?.key}`;
  const value = desk.share(key, () => {
    const distances = distancesOf(name, part, desk);
    return widthFrom(rule, name, distances, n, context, desk) || smallestDistance(distances) || 1;
  });
  const weight = rule.kind === 'kernel-alignment' ? rule.smoothing : 0;
  return weight > 0 ? desk.averaged(key, { value, weight }) : value;
}

/** Why a width by k neighbours cannot be had from n samples; null when it can. */
export function tooManyNeighbours(
  name: string,
  k: number,
  n: number,
): { readonly message: string; readonly hint: string } | null {
  if (k < n) return null;
  return {
    message: `the width of ${name} asks for ${k} neighbours, and there are ${n} samples`,
    hint: 'take a smaller k or more samples',
  };
}

/** Whether a rule's widths are averaged over the rows of a training. */
export function isSmoothed(rule: WidthRule): boolean {
  return rule.kind === 'kernel-alignment' && rule.smoothing > 0;
}

function widthFrom(
  rule: Exclude<WidthRule, { kind: 'fixed' | 'silverman' }>,
  name: string,
  distances: Float64Array,
  n: number,
  { divisor, labels }: WidthContext,
  desk: SpectrumDesk,
): number {
  if (rule.kind === 'median') return medianWidth(distances, n);
  if (rule.kind === 'knn') {
    const problem = tooManyNeighbours(name, rule.k, n);
    if (problem) throw new RunError(problem.message, problem);
    return neighbourWidth(distances, n, rule.k);
  }
  if (!labels) {
    throw new RunError(`the width of ${name} by kernel alignment needs labels`, {
      hint: 'give the class of each sample',
    });
  }
  const target = desk.share(`centred ${labels.key}`, () => centred(labels.kernel(), n));
  return alignedWidth(distances, n, target, rule.grid, divisor);
}

/** An alarm where a width was aligned with the labels, and these are of one class. */
export function alignmentAlarms(
  rules: readonly (WidthRule | readonly number[])[],
  labels: ArrayLike<number> | null,
): string[] {
  if (!labels || !rules.some((rule) => !isList(rule) && rule.kind === 'kernel-alignment')) return [];
  for (let i = 1; i < labels.length; i += 1) if (labels[i] !== labels[0]) return [];
  return ['unaligned: one class tells no width from another, so the smallest is taken'];
}

/** A rule in words, such as `silverman 5` or `knn 10`. */
export function describeRule(rule: WidthRule): string {
  if (rule.kind === 'fixed') return `fixed ${rule.width}`;
  if (rule.kind === 'knn') return `knn ${rule.k}`;
  if (rule.kind === 'kernel-alignment') {
    const { from, to, points } = rule.grid;
    const smoothed = rule.smoothing > 0 ? `, smoothed by ${rule.smoothing}` : '';
    return `kernel-alignment, ${points} widths from ${from} to ${to} mean distances${smoothed}`;
  }
  if (rule.kind === 'median') return 'median';
  return rule.exponent === 'paper' ? `silverman ${rule.h}, paper's exponent` : `silverman ${rule.h}`;
}
