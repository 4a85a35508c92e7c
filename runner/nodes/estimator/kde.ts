import { defineNode } from '../../../src/node/declare.ts';
import { type EstimatorCheck, needsClasses } from '../../../src/node/estimator-check.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { kdeCalibration } from '../../calibration/cases/kde-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimatorRun } from '../../contract/estimator.ts';
import { labelsInOrder, type Null, nullProblems } from '../../estimation/permutation-null.ts';
import { componentMatrices, type Reduce, reducing } from '../../estimation/reduce.ts';
import { mostByProducts, tooManyPairs } from '../../estimation/sample-room.ts';
import {
  classAlarm,
  entropyAlarms,
  layerDistances,
  permutedValues,
  shannonRow,
} from '../../estimation/shannon-row.ts';
import { type EntropyBound, noiseEntropy, pairwiseEntropy } from '../../kernels/shannon/pairwise-entropy.ts';

/**
 * Bounds on Shannon information of a layer with normal noise added, from pairwise distances.
 *
 * For a deterministic network I(X;T) of real-valued T is infinite or constant. What is measured here is I(X; T + Z)
 * with Z normal noise of variance v in every unit, added for the measurement alone. The captured samples stand for the
 * distribution of T, so T + Z is a mixture of n normals and I(X; T + Z) = h(T + Z) - h(Z) lies between the two bounds
 * -1/n sum_i ln 1/n sum_j exp(-|t_i - t_j|^2 / c), c = 8 v (lower) and 2 v (upper). H(T) is the differential entropy
 * h(T + Z), which can be negative. I(T;Y) = h(T + Z) - sum_y p(y) h(T + Z | Y = y) takes the same bound in every term,
 * as is usual; a difference of bounds is an estimate, no bound.
 *
 * @source Kolchinsky & Tracey 2017, Estimating mixture entropy with pairwise distances; Saxe et al. 2018
 *
 * @example
 * ```yaml
 * estimators:
 *   above: { kind: kde, probe: forward, quantity: I(X;T), noiseVariance: 0.1, bound: upper }
 *   below: { kind: kde, probe: forward, quantity: I(X;T), noiseVariance: 0.1, bound: lower }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /** What is estimated, of the layer with noise. */
  quantity: 'H(T)' | 'I(X;T)' | 'I(T;Y)';
  /**
   * Variance v of the noise in each unit, in the squared unit of the activations.
   * @default 0.1
   * @exclusiveMinimum 0
   */
  noiseVariance?: number;
  /**
   * Which bound.
   * @default "upper"
   */
  bound?: 'upper' | 'lower';
  /**
   * Brings each layer to principal components first: nearest neighbours and bins say little in hundreds of dimensions. The information is
   * that of the components alone.
   */
  reduce?: Reduce;
  /** Holds the information against what it is when the classes are given to the samples anew at random. */
  null?: Null;
  /**
   * Unit of the result: 2 gives bits, `e` gives nats.
   * @default 2
   */
  base?: 2 | 'e';
}

/** With defaults filled in. */
type Given = Required<Omit<Params, 'null' | 'reduce'>> & Pick<Params, 'null' | 'reduce'>;

/** Why a Y that is real-valued has no value. */
const noClasses = 'this is H(T) less its mean within each class, of which real values have none';

const check: EstimatorCheck<Given> = ({ quantity, null: given }, subject) => [
  ...nullProblems(given, quantity, {
    isInformation: quantity === 'I(T;Y)',
    why: 'is an entropy of T with noise, which no permutation changes',
  }),
  ...(quantity === 'I(T;Y)' ? needsClasses(['quantity'], subject, noClasses) : []),
  ...tooManyPairs(subject.samples, mostByProducts),
];

const estimate: EstimatorRun<Given> = (capture, params, desk) => () =>
  capture.layers.map((layer) => {
    const { noiseVariance, bound, quantity } = params;
    const n = capture.samples;
    const distances = layerDistances(capture, layer, desk);
    const excess = pairwiseEntropy(distances, n, noiseVariance, bound);
    const withLabels = (labels: Int32Array) =>
      quantityOf(quantity, excess, distances, { samples: n, labels }, layer, noiseVariance, bound);
    return shannonRow(capture, layer, params, {
      nats: withLabels(capture.labels),
      permuted: permutedValues(capture, params, desk, (order) =>
        withLabels(labelsInOrder(capture.labels, order)),
      ),
      sigma: Math.sqrt(noiseVariance),
      bandwidth: `noise variance ${noiseVariance}`,
      method: `${bound} bound`,
      flags: [
        ...entropyAlarms('H(T)', excess, n, n > 1 && excess < 1e-6),
        ...classAlarm(quantity, capture.labels),
      ],
    });
  });

function quantityOf(
  quantity: Params['quantity'],
  excess: number,
  distances: Float64Array,
  { labels, samples }: Pick<Capture, 'labels' | 'samples'>,
  { channels, features }: CapturedLayer,
  variance: number,
  bound: EntropyBound,
): number {
  if (quantity === 'I(X;T)') return excess;
  if (quantity === 'H(T)') return excess + noiseEntropy(variance, channels * features);
  let within = 0;
  for (const label of new Set(labels)) {
    const members = Uint32Array.from(labels.keys()).filter((i) => labels[i] === label);
    within += (members.length / samples) * pairwiseEntropy(distances, samples, variance, bound, members);
  }
  return excess - within;
}

export default defineNode({
  family: 'estimator',
  kind: 'kde',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'information' },
  calibration: kdeCalibration,
  check,
  pairMatrices: ({ reduce }: Params, { layers }) => layers.length + 1.5 + (reduce ? componentMatrices : 0),
  run: reducing(estimate),
});
