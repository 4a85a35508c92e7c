import { defineNode } from '../../../src/node/declare.ts';
import { type EstimatorCheck, needsClasses } from '../../../src/node/estimator-check.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { unitOf } from '../../../src/node/quantity.ts';
import { probeCalibration } from '../../calibration/cases/probe-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimateRow, EstimatorRun } from '../../contract/estimator.ts';
import { mostByProducts, tooManyPairs } from '../../estimation/sample-room.ts';
import { classAlarm, collapsedAlarm, layerDistances } from '../../estimation/shannon-row.ts';
import { centredGram } from '../../kernels/centred-gram.ts';
import { fitLogistic, likeliestClasses } from '../../kernels/shannon/logistic-regression.ts';
import { spanCoordinates } from '../../kernels/shannon/span-coordinates.ts';
import { signTest } from '../../kernels/statistics/sign-test.ts';
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
 * Where 95 % of the samples are of one class, 0.95 is had by saying that class of all. `method` says what that gives on the
 * judged samples, `quantity: majority` has it as a value of its own, and accuracy that is not above it is flagged
 * (`chance`: by the one-sided sign test at 5 %, over the samples where one is right and the other wrong). Samples of one
 * class alone have the flag `collapsed: Y`.
 *
 * @source Alain & Bengio 2016, Understanding intermediate layers using linear classifier probes; McNemar 1947
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
   * What is estimated: the share of right answers, or what it is held against: the share that is right when the class most
   * frequent among the fitted samples is said of all (`majority`).
   * @default "accuracy"
   */
  quantity?: 'accuracy' | 'majority';
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

/** Level of the test whether the accuracy is above that of one class for all. */
const significance = 0.05;

/** Why a Y that is real-valued has no value. */
const noClasses = 'this is the share of classes that a linear classifier gets right';

const check: EstimatorCheck<Required<Params>> = ({ fit }, subject) => {
  const { samples } = subject;
  const ofClasses = needsClasses([], subject, noClasses);
  if (ofClasses.length > 0) return ofClasses;
  const fitted = fittedOf(fit, samples);
  if (fitted >= 2 && fitted < samples) return tooManyPairs(samples, mostByProducts);
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
  const judged = labels.subarray(fitted);
  const classes = Math.max(capture.classes, 2);
  const common = mostFrequent(labels.subarray(0, fitted), classes);
  const majority = shareOf(judged, () => common);
  const found =
    quantity === 'majority'
      ? { value: majority, flags: classAlarm('Y', labels) }
      : judge(fitLayer(distances, order, labels, fitted, classes, l2), judged, common, labels);
  const cells = {
    quantity,
    value: found.value,
    stderr: Math.sqrt((found.value * (1 - found.value)) / judged.length),
    unit: unitOf('share'),
    samples: n,
    bandwidth: `l2 ${l2}`,
    method: `logistic regression, fitted on ${fitted}, judged on ${n - fitted}, most frequent class ${majority.toFixed(3)}`,
    flag: found.flags.join('; ') || null,
  };
  return { layer: layer.index, cells };
}

/** What a classifier says of the judged samples. */
interface Fitted {
  readonly guesses: Uint32Array;
  readonly flags: readonly string[];
}

function fitLayer(
  distances: Float64Array,
  order: Uint32Array,
  labels: Int32Array,
  fitted: number,
  classes: number,
  l2: number,
): Fitted {
  const n = labels.length;
  const { coordinates, rank } = spanCoordinates(centredGram(distances, n, order, fitted), fitted);
  const part = (from: number, end: number) => ({
    features: coordinates.subarray(from * rank, end * rank),
    labels: labels.subarray(from, end),
  });
  const { x: weights, converged } = fitLogistic(part(0, fitted), classes, l2);
  return {
    guesses: likeliestClasses(weights, part(fitted, n), classes),
    flags: [
      ...(rank === 0 ? collapsedAlarm(['T']) : []),
      ...(converged ? [] : ['unconverged: the fit was stopped before its end']),
    ],
  };
}

/** The accuracy, with an alarm where it is not above that of the guess of one class for all. */
function judge({ guesses, flags }: Fitted, judged: Int32Array, common: number, labels: Int32Array) {
  let [wins, losses] = [0, 0];
  for (const [at, label] of judged.entries()) {
    if (guesses[at] === label && label !== common) wins += 1;
    if (guesses[at] !== label && label === common) losses += 1;
  }
  const oneClass = classAlarm('Y', labels);
  const chance = signTest(wins, losses) > significance ? ['chance: not above the most frequent class'] : [];
  return {
    value: shareOf(judged, (at) => guesses[at]!),
    flags: [...flags, ...(oneClass.length > 0 ? oneClass : chance)],
  };
}

/** The class that most samples have; of several the smallest number. */
function mostFrequent(labels: Int32Array, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts.indexOf(Math.max(...counts));
}

/** Share of samples of which a guess is right. */
function shareOf(labels: Int32Array, guess: (at: number) => number): number {
  return labels.filter((label, at) => guess(at) === label).length / labels.length;
}

export default defineNode({
  family: 'estimator',
  kind: 'linear-probe',
  version: 2,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'share' },
  calibration: probeCalibration,
  check,
  pairMatrices: (_: Params, { layers }) => layers.length + 1.5,
  run,
});
