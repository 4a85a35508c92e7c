import { defineNode } from '../../../src/node/declare.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { ksgCalibration } from '../../calibration/cases/ksg-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimatorRun, SpectrumDesk } from '../../contract/estimator.ts';
import type { KernelSamples } from '../../contract/numerics.ts';
import { neighbourAlarm, neighbourCheck } from '../../estimation/by-neighbours.ts';
import { labelsInOrder, type Null, type SampleOrder } from '../../estimation/permutation-null.ts';
import { type Beside, besideLayers, comparesTwo, realTargets } from '../../estimation/real-targets.ts';
import { componentMatrices, type Reduce, reducing } from '../../estimation/reduce.ts';
import {
  collapsedAlarm,
  permutedValues,
  requireFinite,
  shannonRow,
  understood,
  wholeLayer,
} from '../../estimation/shannon-row.ts';
import { inOrder } from '../../kernels/in-order.ts';
import { classNeighbourInformation } from '../../kernels/shannon/class-neighbours.ts';
import { directDistances } from '../../kernels/shannon/direct-distances.ts';
import { ksgInformation } from '../../kernels/shannon/ksg.ts';
import { unitDistances } from '../../kernels/shannon/unit-distances.ts';
import { randomStream } from '../../random/stream.ts';

/**
 * Shannon mutual information from k nearest neighbours, of real-valued, discrete and mixed variables.
 *
 * I(X;T) is the estimator of Kraskov et al., I(T;Y) that of Ross for classes Y, and that of Kraskov et al. for a Y that is
 * real-valued, of one or several numbers, which is then treated as X is. For a deterministic network I(X;T) of
 * real-valued T is infinite: the value then says how finely n samples can follow T through X. It is at most
 * psi(n) - psi(k), which is log n less some log k (`saturated` within 2 % of it), and far too low where T has many
 * dimensions (on 25 + 25 correlated normal dimensions most of the information is missed at n = 2,000).
 *
 * Samples that tie (units that are 0 after a rectifier, repeated images, whole numbers) have no density. Where k others
 * coincide with a sample, those that coincide with it in X, in T and in both are counted, after Gao et al.; where several
 * stand at the distance of the k-th, what is counted is what noise smaller than any difference would leave on average. So
 * the value is that of samples with seeded noise (`jitter`), without the spread that drawing the noise adds, and it is right
 * for discrete variables and mixtures too. `variant: 2` counts within a square where its rectangle has no side or one
 * that several samples share. Rows say of how many samples any of this is true (`ties: 37 of 128`). A constant X or T
 * has 0, and the flag `collapsed`.
 *
 * No value is above the entropy of X, of T or of Y, as the samples have it. Ross' own estimate can be, by
 * (classes - 1) / (2 n) nats, so each class's part is scaled to at most -log of its share. A class with k members or fewer
 * takes all its others as neighbours; a sample that is alone in its class is left out (`alone: 2 of 128`), and where all
 * are there is no value. Values below 0 are left as they are: the estimate varies around small information.
 *
 * @source Kraskov, Stögbauer & Grassberger 2004, eqs (8) and (9); for I(T;Y): Ross 2014; Gao, Kannan, Oh & Viswanath 2017
 *
 * @example
 * ```yaml
 * estimators:
 *   neighbours: { kind: ksg, probe: forward, quantity: I(X;T), k: 3, variant: 1 }
 *   classes: { kind: ksg, probe: forward, quantity: I(T;Y), k: 3, norm: euclidean, jitter: 1e-8 }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /** What is estimated. */
  quantity: 'I(X;T)' | 'I(T;Y)';
  /**
   * Neighbours; fewer give less bias and more variance.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   * @default 3
   */
  k?: number;
  /**
   * Which estimator of Kraskov et al.: 1 counts neighbours within a square, 2 within a rectangle.
   * @default 1
   */
  variant?: 1 | 2;
  /**
   * How far two samples are apart within X, within T and within a Y that is real-valued: the greatest difference of a value, or the
   * Euclidean distance. Between two of them the greater counts, in either case.
   * @default "max"
   */
  norm?: 'max' | 'euclidean';
  /**
   * Divides the distances within X, within T and within a Y that is real-valued by their root mean square over all pairs of samples, so that the
   * unit of neither counts; a variable of one value a sample is brought to variance 1/2. `false` compares them as they are.
   * @default true
   */
  standardise?: boolean;
  /**
   * Standard deviation of normal noise added to X, T and a Y that is real-valued before distances are taken, as a share of the standard deviation of
   * their values (the root mean square over features); 0 adds none. It is drawn from the trial's seed. With 1e-8, which
   * JIDT adds, no samples tie.
   * @default 0
   * @minimum 0
   */
  jitter?: number;
  /**
   * Brings X and each layer to principal components first: nearest neighbours and bins say little in hundreds of dimensions. The information is
   * that of the components alone.
   */
  reduce?: Reduce;
  /** Holds the information against what it is when the samples of X, or their classes, are paired anew at random with those of T. */
  null?: Null;
  /**
   * Unit of the result: 2 gives bits, `e` gives nats.
   * @default 2
   */
  base?: 2 | 'e';
}

/** With defaults filled in. */
type Given = Required<Omit<Params, 'null' | 'reduce'>> & Pick<Params, 'null' | 'reduce'>;

const estimate: EstimatorRun<Given> = (capture, params, desk) => () =>
  capture.layers.map((layer) => {
    const { k, norm, standardise, jitter, quantity, variant } = params;
    const other = besideLayers(capture, quantity);
    return shannonRow(capture, layer, params, {
      ...(other ? withOther(other, capture, layer, params, desk) : withClasses(capture, layer, params, desk)),
      bandwidth: [
        `k = ${k}`,
        `${norm} norm`,
        ...(standardise ? [] : ['not standardised']),
        ...(jitter > 0 ? [`jitter ${jitter}`] : []),
        ...(other?.name === 'Y' ? [realTargets] : []),
      ].join(', '),
      method: other ? `ksg-${variant}` : 'ross',
    });
  });

/** A value with what is wrong with it; no value where there is none. */
interface Found {
  readonly nats: number | null;
  readonly permuted?: readonly number[];
  readonly flags: readonly string[];
}

function withOther(
  { name, samples }: Beside,
  capture: Capture,
  layer: CapturedLayer,
  params: Given,
  desk: SpectrumDesk,
): Found {
  const { samples: n } = capture;
  const { k, variant, quantity } = params;
  const x = distancesOf(name, name, samples, capture, params, desk);
  const t = distancesOf('T', `layer ${layer.index}`, wholeLayer(layer, n), capture, params, desk);
  const constant = [...(isZero(x) ? [name] : []), ...(isZero(t) ? ['T'] : [])];
  const permuted = (estimate: (order: SampleOrder) => number) =>
    permutedValues(capture, params, desk, estimate);
  if (constant.length > 0) return { nats: 0, permuted: permuted(() => 0), flags: collapsedAlarm(constant) };
  const { nats, ties } = ksgInformation(x, t, n, k, variant);
  const saturated = neighbourAlarm(quantity, nats, n, k);
  return {
    nats,
    permuted: permuted(({ places }) => ksgInformation(inOrder(x, places), t, n, k, variant).nats),
    flags: [...saturated, ...tiesAlarm(ties, n)],
  };
}

function withClasses(capture: Capture, layer: CapturedLayer, params: Given, desk: SpectrumDesk): Found {
  const { samples: n, labels } = capture;
  const t = distancesOf('T', `layer ${layer.index}`, wholeLayer(layer, n), capture, params, desk);
  const { nats, ties, alone } = classNeighbourInformation(t, labels, params.k);
  if (alone === n) return { nats: null, flags: ['undefined: every class has one sample'] };
  const constant = [...(isZero(t) ? ['T'] : []), ...(new Set(labels).size === 1 ? ['Y'] : [])];
  const left = alone > 0 ? [`alone: ${alone} of ${n}`] : [];
  const permuted = permutedValues(capture, params, desk, (order) =>
    constant.length > 0 ? 0 : classNeighbourInformation(t, labelsInOrder(labels, order), params.k).nats,
  );
  if (constant.length > 0) return { nats: 0, permuted, flags: [...collapsedAlarm(constant), ...left] };
  return { nats, permuted, flags: [...tiesAlarm(ties, n), ...left] };
}

function tiesAlarm(ties: number, n: number): string[] {
  return ties > 0 ? [`ties: ${ties} of ${n}`] : [];
}

function isZero(distances: Float64Array): boolean {
  return distances.every((distance) => distance === 0);
}

/** @param role names the samples within the capture */
function distancesOf(
  name: 'X' | 'T' | 'Y',
  role: string,
  given: KernelSamples,
  capture: Capture,
  { norm, standardise, jitter }: Given,
  desk: SpectrumDesk,
): Float64Array {
  requireFinite(name, given);
  return desk.share(`${norm} distances of ${role}, jitter ${jitter}, standardised ${standardise}`, () => {
    const samples = jitter > 0 ? jittered(given, jitter, capture, role) : given;
    const distances = understood(name, () => directDistances(samples, norm));
    return standardise ? unitDistances(distances) : distances;
  });
}

/** The samples, their mean taken off, with noise on every value; as they are when they are constant. */
function jittered(
  { values, n, d }: KernelSamples,
  share: number,
  capture: Capture,
  role: string,
): KernelSamples {
  const random = randomStream(capture.seed ?? 0, 'jitter', role, capture.iteration);
  const means = new Float64Array(d);
  for (let at = 0; at < values.length; at += 1) means[at % d]! += values[at]! / n;
  const centred = Float64Array.from(values, (value, at) => value - means[at % d]!);
  const constant = centred.every((value, at) => value === centred[at % d]);
  let squares = 0;
  for (const value of centred) squares += value * value;
  const size = constant ? 0 : share * Math.sqrt(squares / values.length);
  return { values: centred.map((value) => value + size * random.normal()), n, d };
}

export default defineNode({
  family: 'estimator',
  kind: 'ksg',
  version: 2,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'information' },
  calibration: ksgCalibration,
  check: neighbourCheck,
  pairMatrices: ({ quantity, reduce }: Params, subject) =>
    subject.layers.length + (comparesTwo(quantity, subject) ? 1 : 0) + (reduce ? componentMatrices : 0),
  run: reducing(estimate),
});
