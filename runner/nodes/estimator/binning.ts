import { defineNode } from '../../../src/node/declare.ts';
import { type EstimatorCheck, needsClasses, type SettingProblem } from '../../../src/node/estimator-check.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { binningCalibration } from '../../calibration/cases/binning-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimatorRun } from '../../contract/estimator.ts';
import type { KernelSamples } from '../../contract/numerics.ts';
import { labelsInOrder, type Null, nullProblems } from '../../estimation/permutation-null.ts';
import { componentMatrices, type Reduce, reducing } from '../../estimation/reduce.ts';
import {
  classAlarm,
  entropyAlarms,
  permutedValues,
  requireFinite,
  shannonRow,
  wholeLayer,
} from '../../estimation/shannon-row.ts';
import { labelEntropy } from '../../kernels/label-entropy.ts';
import { type BinRule, makeBinner, shareOutside } from '../../kernels/shannon/binning.ts';
import { jointGroups, pairGroups } from '../../kernels/shannon/joint-groups.ts';

/**
 * Shannon entropy and mutual information of a layer whose activations are put into bins, joint over all its units.
 *
 * For a deterministic network I(X;T) of real-valued T is infinite or constant. What is measured here is the information
 * about the *binned* layer: I(X; bin(T)) = H(bin(T)), since bin(T) is a function of X, and I(bin(T);Y) = H(bin(T)) +
 * H(Y) - H(bin(T),Y). Both are plug-in values of the samples that were captured, biased upwards where n is small beside
 * the number of joint states; H(bin(T)) is at most log n, and a wide layer reaches that with few bins a unit.
 *
 * `bins: 30` are 30 bins with 31 edges. Published code that takes `np.linspace(-1, 1, 30)` as edges has 29: there it is
 * `{ range: [-1, 1], bins: 29 }`. A bin holds its lower edge, as `np.digitize` has it, and the last one its upper edge too.
 * Values outside a range count to the first or the last bin; where more than 1 % of them are, the row says so
 * (`outside: 52 % of T`).
 *
 * @source Shwartz-Ziv & Tishby 2017; Saxe et al. 2018
 *
 * @example
 * ```yaml
 * estimators:
 *   binned: { kind: binning, probe: forward, quantity: I(X;T), edges: { range: [0, 1], bins: 30 } }
 *   adaptive: { kind: binning, probe: forward, quantity: I(T;Y), edges: { adaptive: 30 } }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /** What is estimated, of the binned layer. `H(T)` and `I(X;T)` have the same value. */
  quantity: 'H(T)' | 'I(X;T)' | 'I(T;Y)';
  /**
   * Where the bins are; the same for every unit of a layer.
   * @default {"adaptive": 30}
   */
  edges?: BinEdges;
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

/** Bins of one width, with an edge at 0. */
export interface BinWidth {
  /**
   * Width of a bin, in the unit of the activations.
   * @exclusiveMinimum 0
   */
  width: number;
}

/** Equal bins between two fixed ends: `bins` of them, so that with both ends there is one edge more. */
export interface BinRange {
  /**
   * Lowest and highest edge, such as `[-1, 1]` of tanh; values outside count to the first or the last bin.
   * @minItems 2
   * @maxItems 2
   */
  range: number[];
  /**
   * How many bins.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  bins: number;
}

/** Equal bins between the least and the greatest activation of the layer in this capture. */
export interface BinAdaptive {
  /**
   * How many bins.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  adaptive: number;
}

/**
 * Bins that hold equal shares of the layer's activations in this capture. An edge that falls among equal values moves to
 * the nearer end of them (to the lower one if both are as near), so equal values share a bin, and bins are fewer or of
 * unequal size.
 */
export interface BinQuantiles {
  /**
   * How many bins.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  quantiles: number;
}

/** How activations are put into bins. */
export type BinEdges = BinWidth | BinRange | BinAdaptive | BinQuantiles;

/** With defaults filled in. */
type Given = Required<Omit<Params, 'null' | 'reduce'>> & Pick<Params, 'null' | 'reduce'>;

/** Why a Y that is real-valued has no value. */
const noClasses = 'this counts samples by class: bins of Y would decide the value';

const check: EstimatorCheck<Given> = ({ edges, quantity, null: given }, subject) => [
  ...nullProblems(given, quantity, {
    isInformation: quantity === 'I(T;Y)',
    why: 'is the entropy of the bins of T, which no permutation changes',
  }),
  ...(quantity === 'I(T;Y)' ? needsClasses(['quantity'], subject, noClasses) : []),
  ...rangeProblems(edges),
];

function rangeProblems(edges: BinEdges): SettingProblem[] {
  if (!('range' in edges)) return [];
  const [low = 0, high = 0] = edges.range;
  if (low < high) return [];
  const [message, hint] =
    low > high
      ? ['the range of the bins ends before it begins', `write \`range: [${high}, ${low}]\``]
      : [`the range of the bins is empty: from ${low} to ${high}`, 'name a lowest edge and a higher one'];
  return [{ setting: ['edges', 'range'], code: 'value-out-of-range', message, hint }];
}

/** Share of the values that may lie outside the range of the bins unflagged. */
const mostOutside = 0.01;

const estimate: EstimatorRun<Given> = (capture, params, desk) => () =>
  capture.layers.map((layer) => {
    const groups = desk.share(`bins of layer ${layer.index}: ${JSON.stringify(params.edges)}`, () =>
      binned(capture, layer, ruleOf(params.edges)),
    );
    const rule = ruleOf(params.edges);
    const bits = labelEntropy(groups, 1);
    const value = params.quantity === 'I(T;Y)' ? informationOn(capture.labels, groups, bits) : bits;
    return shannonRow(capture, layer, params, {
      nats: value * Math.LN2,
      bandwidth: describe(params.edges),
      method: 'plug-in',
      permuted: permutedValues(capture, params, desk, (order) => {
        return informationOn(labelsInOrder(capture.labels, order), groups, bits) * Math.LN2;
      }),
      flags: [
        ...entropyAlarms('H(T)', bits * Math.LN2, capture.samples, bits === 0),
        ...classAlarm(params.quantity, capture.labels),
        ...outsideAlarm(rule, wholeLayer(layer, capture.samples)),
      ],
    });
  });

function binned(capture: Capture, layer: CapturedLayer, rule: BinRule): Uint32Array {
  const samples = wholeLayer(layer, capture.samples);
  requireFinite('T', samples);
  return jointGroups(samples, makeBinner(rule, samples));
}

/** `outside: 52 % of T` where a range misses more than a hundredth of the values. */
function outsideAlarm(rule: BinRule, samples: KernelSamples): string[] {
  const share = shareOutside(rule, samples);
  return share > mostOutside ? [`outside: ${Math.round(100 * share)} % of T`] : [];
}

/** I(bin(T);Y) in bits. It is never below 0 but by round-off, which is taken off. */
function informationOn(labels: ArrayLike<number>, groups: Uint32Array, bits: number): number {
  return Math.max(0, bits + labelEntropy(labels, 1) - labelEntropy(pairGroups(groups, labels), 1));
}

function ruleOf(edges: BinEdges): BinRule {
  return 'range' in edges ? { range: [edges.range[0]!, edges.range[1]!], bins: edges.bins } : edges;
}

function describe(edges: BinEdges): string {
  if ('width' in edges) return `bins of width ${edges.width}`;
  if ('range' in edges) return `bins from ${edges.range[0]} to ${edges.range[1]}: ${edges.bins}`;
  if ('adaptive' in edges) return `bins over the range: ${edges.adaptive}`;
  return `bins between quantiles: ${edges.quantiles}`;
}

export default defineNode({
  family: 'estimator',
  kind: 'binning',
  version: 2,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'information' },
  calibration: binningCalibration,
  check,
  pairMatrices: ({ reduce }: Params) => (reduce ? componentMatrices : 0),
  run: reducing(estimate),
});
