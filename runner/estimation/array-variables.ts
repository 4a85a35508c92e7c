import { RunError } from '../../src/node/run-error.ts';
import type { KernelSamples } from '../contract/numerics.ts';
import { channelsFirst } from '../data/channels-first.ts';
import { classesOf } from '../readers/class-labels.ts';
import type { NdArray } from '../readers/nd-array.ts';
import type { LayerTensor } from './renyi/make-variables.ts';

export type Layout = 'nhwc' | 'nchw';

/**
 * An array as one vector a sample, whatever the axes after the first.
 * @throws RunError when it has no samples, only one, or no numbers
 */
export function samplesOf(name: string, { shape, values }: NdArray): KernelSamples {
  const n = shape[0] ?? 0;
  if (n < 2)
    throw new RunError(`${name} has ${n === 1 ? 'one sample' : 'no samples'}; an estimate needs at least 2`);
  if (values.length === 0) throw new RunError(`${name} has no numbers: its shape is (${shape.join(', ')})`);
  return { values, n, d: values.length / n };
}

/**
 * T: a vector a sample (one or two axes) is one variable; four axes are feature maps, each with d = h w.
 * @throws RunError for any other number of axes
 */
export function layerTensor(array: NdArray, layout: Layout): LayerTensor {
  const { n, d } = samplesOf('T', array);
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
  return { key: 'T', values, n, channels, features };
}

/**
 * Classes of samples, from 0; see `classesOf`.
 * @throws RunError when the array has one sample or none, or holds no classes
 */
export function classLabels(array: NdArray): Int32Array {
  if ((array.shape[0] ?? 0) < 2) samplesOf('labels', array);
  return classesOf([{ name: 'labels', ...array }]).labels[0]!;
}
