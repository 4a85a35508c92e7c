import type { Capture } from '../contract/capture.ts';
import type { SampleValues } from '../contract/numerics.ts';
import type { RandomStream } from '../contract/random-stream.ts';
import { randomStream } from '../random/stream.ts';

/** What can be done to a capture that an estimator may say it does not see. */
export type Invariance =
  | 'order of samples'
  | 'order of features'
  | 'shift'
  | 'scale'
  | 'samples twice'
  | 'names of classes';

type Change = (capture: Capture) => Capture;

/** The captures of which an estimator that keeps an invariance gives the same values. */
export const changes: Readonly<Record<Invariance, Change>> = {
  'order of samples': (capture) => ordered(capture, randomStream(3, 'order').permutation(capture.samples)),
  'samples twice': (capture) =>
    ordered(
      capture,
      Array.from({ length: 2 * capture.samples }, (_, i) => i % capture.samples),
    ),
  // within each feature map: maps have their place among the channels
  'order of features': (capture) =>
    mapped(capture, (values, width) =>
      values.map((_, at) => values[at - (at % width) + width - 1 - (at % width)]!),
    ),
  // exact in float32
  shift: (capture) => mapped(capture, (values) => values.map((value) => value + 2)),
  scale: (capture) => mapped(capture, (values) => values.map((value) => value * 4)),
  'names of classes': (capture) => ({
    ...capture,
    labels: capture.labels.map((label) => capture.classes - 1 - label),
  }),
};

/** Samples in another order, or several times. */
function ordered(capture: Capture, order: ArrayLike<number>): Capture {
  const rows = Array.from(order);
  const taken = (values: SampleValues) => {
    const width = values.length / capture.samples;
    return Float32Array.from(
      { length: rows.length * width },
      (_, at) => values[rows[Math.floor(at / width)]! * width + (at % width)]!,
    );
  };
  return {
    ...capture,
    samples: rows.length,
    inputs: taken(capture.inputs),
    lossError: taken(capture.lossError),
    labels: Int32Array.from(rows, (row) => capture.labels[row]!),
    ...(capture.targets ? { targets: Float64Array.from(taken(capture.targets)) } : {}),
    layers: capture.layers.map((layer) => ({ ...layer, values: taken(layer.values) })),
    ...(capture.other ? { other: ordered(capture.other, order) } : {}),
  };
}

/** Every variable by itself, given how many numbers lie next to each other in one feature map. */
function mapped(capture: Capture, change: (values: SampleValues, width: number) => SampleValues): Capture {
  const width = capture.inputs.length / capture.samples;
  return {
    ...capture,
    inputs: change(capture.inputs, width),
    layers: capture.layers.map((layer) => ({ ...layer, values: change(layer.values, layer.features) })),
    ...(capture.other ? { other: mapped(capture.other, change) } : {}),
  };
}

/**
 * Samples of a made-up network: an input of five numbers, feature maps of it and a vector as large as the input, in three classes. Numbers are
 * multiples of 1/64 between -1 and 1, so that float32 holds them after a shift and a scaling too.
 */
export function madeUpCapture(seed: number, samples = 24): Capture {
  const stream = randomStream(seed, 'capture');
  const draw = (count: number) => Float32Array.from({ length: count }, () => sixtyFourths(stream));
  const labels = Int32Array.from({ length: samples }, (_, sample) => sample % 3);
  const inputs = draw(samples * 5);
  return {
    iteration: 0,
    seed,
    samples,
    classes: 3,
    inputs,
    labels,
    layers: [
      { index: 0, channels: 2, features: 4, values: draw(samples * 8) },
      { index: 2, channels: 1, features: 5, values: draw(samples * 5) },
    ],
    lossError: draw(samples * 3),
  };
}

/** The same with another network on the same samples beside it. */
export function madeUpPair(seed: number): Capture {
  const own = madeUpCapture(seed);
  const { inputs, labels } = own;
  return { ...own, other: { ...madeUpCapture(seed + 1000), inputs, labels } };
}

/** The same with a real-valued Y of two numbers in the place of the classes. */
export function madeUpRegression(seed: number): Capture {
  const capture = madeUpCapture(seed);
  const stream = randomStream(seed, 'targets');
  const targets = Float64Array.from({ length: 2 * capture.samples }, () => sixtyFourths(stream));
  return { ...capture, classes: 0, labels: new Int32Array(capture.samples), targets };
}

function sixtyFourths(stream: RandomStream): number {
  return (stream.integer(128) - 64) / 64;
}
