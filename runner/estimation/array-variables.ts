import { RunError } from '../../src/node/run-error.ts';
import { type SilvermanExponent, silverman } from '../kernels/bandwidth.ts';
import type { KernelDivisor } from '../kernels/gaussian-gram.ts';
import type { NdArray } from '../readers/nd-array.ts';
import { type ClassVariable, type GaussianVariable, gaussianVariable } from './variables.ts';

export type Layout = 'nhwc' | 'nchw';

/** How the widths of variables that come as arrays are chosen. */
export interface ArrayKernels {
  /** Fixed widths; X's stands in for those that are not given. */
  readonly fixed: { readonly x?: number; readonly t?: number; readonly y?: number };
  /** Silverman's factor, for every variable when no width is fixed. */
  readonly factor: number;
  readonly exponent: SilvermanExponent;
  readonly divisor: KernelDivisor;
}

/** The feature maps of T, joint and one by one, and the width of each. */
export interface LayerVariables {
  readonly joint: GaussianVariable;
  readonly maps: readonly GaussianVariable[];
  readonly sigma: number;
}

/** X or a real-valued Y: one variable, whatever the axes after the first. */
export function vectorVariable(name: 'X' | 'Y', array: NdArray, kernels: ArrayKernels): GaussianVariable {
  const { n, d } = extent(name, array);
  const sigma = widthOf(name, kernels, n, d);
  return gaussianVariable(
    name,
    { key: name, samples: { values: array.values, n, d }, sigma },
    kernels.divisor,
  );
}

/**
 * T: a vector a sample (one or two axes) is one variable; four axes are feature maps, each with d = h w.
 * @throws RunError for any other number of axes
 */
export function layerVariables(array: NdArray, layout: Layout, kernels: ArrayKernels): LayerVariables {
  const { n, d } = extent('T', array);
  const axes = array.shape.length;
  if (axes !== 1 && axes !== 2 && axes !== 4) {
    throw new RunError(`T has ${axes} axes; 1 or 2 are one variable, 4 are feature maps`, {
      hint: 'reshape it before saving: (n, d), or (n, height, width, channels)',
    });
  }
  const channels = axes === 4 ? array.shape[layout === 'nhwc' ? 3 : 1]! : 1;
  const features = d / channels;
  const values =
    axes === 4 && layout === 'nhwc' ? channelsFirst(array.values, n, features, channels) : array.values;
  const sigma = widthOf('T', kernels, n, features);
  const map = (c: number): GaussianVariable => {
    const samples = { values, n, d: features, offset: c * features, stride: d };
    return gaussianVariable(`T${c}`, { key: `T${c}`, samples, sigma }, kernels.divisor);
  };
  return {
    joint: gaussianVariable('T', { key: 'T', samples: { values, n, d }, sigma }, kernels.divisor),
    maps: Array.from({ length: channels }, (_, c) => map(c)),
    sigma,
  };
}

/** @throws RunError unless the array is one whole number a sample */
export function classVariable(array: NdArray): ClassVariable {
  const { n, d } = extent('labels', array);
  if (d !== 1) throw new RunError(`labels have ${d} numbers a sample; they must be one class each`);
  for (let i = 0; i < n; i += 1) {
    const label = array.values[i]!;
    if (!Number.isInteger(label))
      throw new RunError(`label ${i} (counted from 0) is ${label}, not a whole number`);
  }
  return { kind: 'classes', name: 'Y', key: 'Y', labels: array.values };
}

/** Classes as one-hot vectors, for a Gaussian kernel on labels. */
export function oneHot({ labels }: ClassVariable): NdArray {
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const values = new Float64Array(labels.length * classes.length);
  for (let i = 0; i < labels.length; i += 1) values[i * classes.length + classes.indexOf(labels[i]!)] = 1;
  return { shape: [labels.length, classes.length], values };
}

function extent(name: string, { shape, values }: NdArray): { n: number; d: number } {
  const n = shape[0] ?? 0;
  if (n < 2)
    throw new RunError(`${name} has ${n === 1 ? 'one sample' : 'no samples'}; an estimate needs at least 2`);
  if (values.length === 0) throw new RunError(`${name} has no numbers: its shape is (${shape.join(', ')})`);
  return { n, d: values.length / n };
}

function widthOf(
  name: 'X' | 'Y' | 'T',
  { fixed, factor, exponent }: ArrayKernels,
  n: number,
  d: number,
): number {
  if (fixed.x === undefined && fixed.t === undefined && fixed.y === undefined)
    return silverman(factor, n, d, exponent);
  const width = { X: fixed.x, T: fixed.t ?? fixed.x, Y: fixed.y ?? fixed.x }[name];
  if (width !== undefined) return width;
  throw new RunError(`no kernel width for ${name}`, {
    exitCode: 2,
    hint: 'give --sigma too, or --silverman for all',
  });
}

/** From [n, features, channels] to [n, channels, features]. */
function channelsFirst(
  values: Float32Array | Float64Array,
  n: number,
  features: number,
  channels: number,
): Float32Array | Float64Array {
  const result = values.slice();
  let at = 0;
  for (let i = 0; i < n; i += 1) {
    for (let c = 0; c < channels; c += 1) {
      for (let k = 0; k < features; k += 1) result[at++] = values[(i * features + k) * channels + c]!;
    }
  }
  return result;
}
