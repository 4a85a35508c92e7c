import { RunError } from '../../src/node/run-error.ts';
import type { Capture } from '../contract/capture.ts';
import type { NdArray } from '../readers/nd-array.ts';
import { classLabels, type Layout, layerTensor, samplesOf } from './array-variables.ts';

/**
 * Arrays as a capture of one layer, which any estimator can read. Values stay as they are, float32 or float64.
 * @throws RunError when the arrays do not have the same samples, or the labels are no classes
 */
export function arraysCapture(
  arrays: {
    readonly x?: NdArray;
    readonly t?: NdArray;
    readonly y?: NdArray;
    readonly labels?: NdArray;
  },
  layout: Layout,
): Capture {
  const given = Object.entries(arrays).map(([name, array]: [string, NdArray]) => samplesOf(name, array).n);
  const samples = given[0] ?? 0;
  if (given.some((n) => n !== samples)) {
    throw new RunError(`the arrays have ${given.join(' and ')} samples`, {
      hint: 'row i of every array must be the same sample',
    });
  }
  const { x, t, y, labels } = arrays;
  const classes = labels ? classLabels(labels) : new Int32Array(y ? 0 : samples);
  const tensor = t && layerTensor(t, layout);
  return {
    iteration: 0,
    samples,
    classes: y ? 0 : classes.reduce((most, label) => Math.max(most, label), 0) + 1,
    inputs: x ? x.values : new Float32Array(),
    labels: classes,
    ...(y ? { targets: Float64Array.from(y.values) } : {}),
    lossError: new Float32Array(),
    layers: tensor
      ? [
          {
            index: 0,
            channels: tensor.channels,
            features: tensor.features,
            values: tensor.values,
          },
        ]
      : [],
  };
}
