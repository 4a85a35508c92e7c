import type { Capture } from '../contract/capture.ts';

type Samples = readonly (readonly number[])[];

/**
 * Two variables as a capture that any estimator can read: x as the input and as the error at the logits, t as the one
 * layer. Values are stored as float32.
 * @param labels class of each sample; all class 0 when left out
 */
export function twoVariables(x: Samples, t: Samples, labels: readonly number[] = x.map(() => 0)): Capture {
  const inputs = Float32Array.from(x.flat());
  return {
    iteration: 0,
    samples: x.length,
    classes: 1 + Math.max(...labels),
    inputs,
    labels: Int32Array.from(labels),
    layers: [{ index: 0, channels: 1, features: t[0]!.length, values: Float32Array.from(t.flat()) }],
    lossError: inputs,
  };
}

/** The same with X in the place of Y, real-valued. */
export function asTargets(capture: Capture): Capture {
  return { ...capture, classes: 0, labels: new Int32Array(), targets: Float64Array.from(capture.inputs) };
}
