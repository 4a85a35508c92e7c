import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorCheck } from '../../../src/node/estimator-check.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { unitOf } from '../../../src/node/quantity.ts';
import { probeCalibration } from '../../calibration/cases/probe-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimateRow, EstimatorRun } from '../../contract/estimator.ts';
import { layerDistances } from '../../estimation/shannon-row.ts';
import { centredGram } from '../../kernels/centred-gram.ts';
import { accuracyOf, fitLogistic } from '../../kernels/logistic-regression.ts';
import { spanCoordinates } from '../../kernels/span-coordinates.ts';
import { randomStream } from '../../random/stream.ts';

/**
 * How well the class can be read off a layer by a linear classifier: accuracy on samples that it was not fitted on.
 *
 * The captured samples are split at random, by the trial's seed: multinomial logistic regression with an L2 penalty is
 * fitted on one part and its share of right answers is counted on the other. Activations are centred and divided by one
 * number, so that the rows of the fitted part have a mean squared length of 1: the penalty means the same in every
 * layer. What is measured is the class information that is *linearly* readable from so many samples, no mutual
 * information in bits. `stderr` is that of a share, sqrt(a (1 - a) / m) with m judged samples; a mini-batch is small for
 * it, so give the probe `sample: { split: test, n: 1000 }`.
 *
 * @source Alain & Bengio 2016, Understanding intermediate layers using linear classifier probes
 *
 * @example
 * ```yaml
 * probes:
 *   steady: { kind: activations, model: lenet5, layers: [C1, P1, F1], at: { log: 10 }, sample: { split: test, n: 1000 } }
 * estimators:
 *   readable: { kind: linear-probe, probe: steady, l2: 0.001 }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /**
   * What is estimated: the share of right answers.
   * @default "accuracy"
   */
  quantity?: 'accuracy';
  /**
   * Weight of the penalty l2 / 2 |W|^2 beside the mean cross-entropy in nats.
   * @default 0.001
   * @exclusiveMinimum 0
   */
  l2?: number;
  /**
   * Share of the samples that the classifier is fitted on.
   * @default 0.5
   * @exclusiveMinimum 0
   * @exclusiveMaximum 1
   */
  fit?: number;
}

const check: EstimatorCheck<Required<Params>> = ({ fit }, { samples }) => {
  const fitted = fittedOf(fit, samples);
  if (fitted >= 2 && fitted < samples) return [];
  const message = `the classifier would be fitted on ${fitted} of ${samples} samples and judged on ${samples - fitted}`;
  const hint = 'it needs at least 2 and 1: change `fit`, or give the probe a larger batch or sample';
  return [{ setting: ['fit'], code: 'value-out-of-range', message, hint }];
};

/** Samples that the classifier is fitted on. */
function fittedOf(fit: number, samples: number): number {
  return Math.round(fit * samples);
}

const run: EstimatorRun<Required<Params>> = (capture, params, desk) => {
  const n = capture.samples;
  const order = randomStream(capture.seed ?? 0, 'linear-probe', n).permutation(n);
  const labels = Int32Array.from(order, (i) => capture.labels[i]!);
  return () =>
    capture.layers.map((layer) =>
      probeLayer(capture, layer, params, layerDistances(capture, layer, desk), order, labels),
    );
};

function probeLayer(
  capture: Capture,
  layer: CapturedLayer,
  { quantity, l2, fit }: Required<Params>,
  distances: Float64Array,
  order: Uint32Array,
  labels: Int32Array,
): EstimateRow {
  const n = capture.samples;
  const fitted = fittedOf(fit, n);
  const classes = Math.max(capture.classes, 2);
  const { coordinates, rank } = spanCoordinates(centredGram(distances, n, order, fitted), fitted);
  const part = (from: number, end: number) => ({
    features: coordinates.subarray(from * rank, end * rank),
    labels: labels.subarray(from, end),
  });
  const { x: weights, converged } = fitLogistic(part(0, fitted), classes, l2);
  const accuracy = accuracyOf(weights, part(fitted, n), classes);
  const flags = [
    ...(rank === 0 ? ['collapsed: T'] : []),
    ...(converged ? [] : ['unconverged: the fit was stopped before its end']),
  ];
  const cells = {
    quantity,
    value: accuracy,
    stderr: Math.sqrt((accuracy * (1 - accuracy)) / (n - fitted)),
    unit: unitOf('share'),
    samples: n,
    bandwidth: `l2 ${l2}`,
    method: `logistic regression, fitted on ${fitted}, judged on ${n - fitted}`,
    flag: flags.join('; ') || null,
  };
  return { layer: layer.index, cells };
}

export default defineNode({
  family: 'estimator',
  kind: 'linear-probe',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { accuracy: 'share' },
  calibration: probeCalibration,
  check,
  run,
});
