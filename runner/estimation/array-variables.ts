import { RunError } from '../../src/node/run-error.ts';
import type { Samples } from '../contract/numerics.ts';
import { channelsFirst } from '../data/channels-first.ts';
import type { NdArray } from '../readers/nd-array.ts';
import type { LayerTensor } from './make-variables.ts';

export type Layout = 'nhwc' | 'nchw';

/**
 * An array as one vector a sample, whatever the axes after the first.
 * @throws RunError when it has no samples, only one, or no numbers
 */
export function samplesOf(name: string, { shape, values }: NdArray): Samples {
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

/** @throws RunError unless the array is one whole number a sample */
export function classLabels(array: NdArray): Float32Array | Float64Array {
  const { n, d } = samplesOf('labels', array);
  if (d !== 1) throw new RunError(`labels have ${d} numbers a sample; they must be one class each`);
  for (let i = 0; i < n; i += 1) {
    const label = array.values[i]!;
    if (!Number.isInteger(label))
      throw new RunError(`label ${i} (counted from 0) is ${label}, not a whole number`);
  }
  return array.values;
}
