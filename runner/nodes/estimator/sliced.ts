import { defineNode } from '../../../src/node/declare.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { slicedCalibration } from '../../calibration/cases/sliced-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimatorRun, SpectrumDesk } from '../../contract/estimator.ts';
import type { KernelSamples } from '../../contract/numerics.ts';
import { neighbourAlarm, neighbourCheck } from '../../estimation/by-neighbours.ts';
import { labelsInOrder, type Null, type SampleOrder } from '../../estimation/permutation-null.ts';
import { type Beside, besideLayers, realTargets } from '../../estimation/real-targets.ts';
import {
  collapsedAlarm,
  permutedValues,
  requireFinite,
  shannonRow,
  wholeLayer,
} from '../../estimation/shannon-row.ts';
import { inOrder } from '../../kernels/in-order.ts';
import { classNeighbourInformation } from '../../kernels/shannon/class-neighbours.ts';
import { directDistances } from '../../kernels/shannon/direct-distances.ts';
import { ksgInformation } from '../../kernels/shannon/ksg.ts';
import { projected, randomFrame } from '../../kernels/shannon/random-frame.ts';
import { unitDistances } from '../../kernels/shannon/unit-distances.ts';
import { randomStream } from '../../random/stream.ts';

/**
 * Sliced mutual information: the mean information between random projections of X and of T, each by nearest neighbours.
 *
 * SI_k(X;T) = E[I(A^T X; B^T T)] over A and B, drawn independently from all sets of k orthogonal directions, all alike. SI_k(T;Y) =
 * E[I(B^T T; Y)] projects T alone where Y is a class; a Y that is real-valued is projected as X is. `ksg` estimates each slice in few dimensions, where nearest neighbours work, so that hundreds of
 * dimensions cost no accuracy; the standard error of the mean over slices is in `stderr`.
 *
 * It is another quantity than the information, with some of its properties: it is 0 where, and only where, X and T are independent, and
 * it is at most I(X;T). It needs not obey the data processing inequality: a layer can make more of X visible to random directions than
 * the layer before it, and `validate` warns of claims that follow it along the layers. Values in many dimensions are small, since a
 * random direction meets little of what is shared; compare them with each other, or with their permutations (`null`).
 *
 * Directions belong to the trial's seed and the variable, and are the same at every row. A constant variable has 0, and the flag
 * `collapsed`; ties are counted as `ksg` counts them, and rows say how many there are in the slice with the most (`ties: 37 of 128`).
 * `saturated` is what `ksg` calls so: samples of one dimension that follow each other.
 *
 * @source Goldfeld & Greenewald 2021; k directions: Goldfeld, Greenewald, Nuradha & Reeves 2022; neighbours: Kraskov et al. 2004, Ross 2014
 *
 * @example
 * ```yaml
 * estimators:
 *   slices: { kind: sliced, probe: forward, quantity: SI(X;T), slices: 100 }
 *   planes: { kind: sliced, probe: forward, quantity: SI(T;Y), dimensions: 2, k: 3 }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /** What is estimated. */
  quantity: 'SI(X;T)' | 'SI(T;Y)';
  /**
   * Random projections whose information is averaged.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   * @default 100
   */
  slices?: number;
  /**
   * Directions of a projection; those of a variable with fewer dimensions are all of them.
   * @asType integer
   * @minimum 1
   * @maximum 10000
   * @default 1
   */
  dimensions?: number;
  /**
   * Neighbours in each slice.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   * @default 3
   */
  k?: number;
  /** Holds the information against what it is when the samples of X, or their classes, are paired anew at random with those of T. */
  null?: Null;
  /**
   * Unit of the result: 2 gives bits, `e` gives nats.
   * @default 2
   */
  base?: 2 | 'e';
}

/** With defaults filled in. */
type Given = Required<Omit<Params, 'null'>> & Pick<Params, 'null'>;

const run: EstimatorRun<Given> = (capture, params, desk) => () =>
  capture.layers.map((layer) => {
    const { k, dimensions, slices, quantity } = params;
    const other = besideLayers(capture, quantity);
    const constant = constantNames(capture, layer, other);
    const found =
      constant.length > 0 ? nothing(capture, params, desk) : sliced(capture, layer, other, params, desk);
    const undefinedClasses = found.alone === capture.samples;
    const row = shannonRow(capture, layer, params, {
      nats: undefinedClasses ? null : mean(found.each),
      permuted: found.permuted,
      bandwidth: [
        `${slices} slices of ${dimensions} dimension${dimensions === 1 ? '' : 's'}`,
        `k = ${k}`,
        ...(other?.name === 'Y' ? [realTargets] : []),
      ].join(', '),
      method: other ? 'ksg-1' : 'ross',
      flags: [
        ...collapsedAlarm(constant),
        ...(other ? neighbourAlarm(quantity, mean(found.each), capture.samples, k) : []),
        ...(found.ties > 0 ? [`ties: ${found.ties} of ${capture.samples}`] : []),
        ...(undefinedClasses ? ['undefined: every class has one sample'] : []),
        ...(found.alone > 0 && !undefinedClasses ? [`alone: ${found.alone} of ${capture.samples}`] : []),
      ],
    });
    // of a value held against permutations it is what these leave open
    const own = !params.null || params.null.value === 'observed';
    const scale = params.base === 'e' ? 1 : 1 / Math.LN2;
    const stderr = own ? scale * standardError(found.each) : (row.cells.stderr ?? null);
    return { ...row, cells: { ...row.cells, stderr } };
  });

/** What the slices of a layer gave. */
interface Slices {
  /** Nats, of each slice. */
  readonly each: readonly number[];
  /** Nats, the mean over slices, of each permutation. */
  readonly permuted: readonly number[];
  /** Samples that are alone in their class. */
  readonly alone: number;
  /** Samples that tie, in the slice that has most of them. */
  readonly ties: number;
}

function nothing(capture: Capture, params: Given, desk: SpectrumDesk): Slices {
  return { each: [0], permuted: permutedValues(capture, params, desk, () => 0), alone: 0, ties: 0 };
}

/** Slices of one layer: a slice's distances are held alone, and serve all permutations. */
function sliced(
  capture: Capture,
  layer: CapturedLayer,
  other: Beside | null,
  params: Given,
  desk: SpectrumDesk,
): Slices {
  const { samples: n, labels } = capture;
  const { k, slices } = params;
  const t = wholeLayer(layer, n);
  requireFinite('T', t);
  if (other) requireFinite(other.name, other.samples);
  const orders: SampleOrder[] = [];
  permutedValues(capture, params, desk, (order) => orders.push(order));
  const each: number[] = [];
  const sums = new Float64Array(orders.length);
  let [alone, ties] = [0, 0];
  for (let slice = 0; slice < slices; slice += 1) {
    const ofT = sliceDistances(capture, t, `layer ${layer.index}`, slice, params);
    if (!other) {
      const found = classNeighbourInformation(ofT, labels, k);
      alone = found.alone;
      ties = Math.max(ties, found.ties);
      each.push(found.nats);
      for (const [at, order] of orders.entries())
        sums[at]! += classNeighbourInformation(ofT, labelsInOrder(labels, order), k).nats;
    } else {
      const ofX = sliceDistances(capture, other.samples, other.name, slice, params);
      const found = ksgInformation(ofX, ofT, n, k, 1);
      ties = Math.max(ties, found.ties);
      each.push(found.nats);
      for (const [at, { places }] of orders.entries())
        sums[at]! += ksgInformation(inOrder(ofX, places), ofT, n, k, 1).nats;
    }
  }
  return { each, permuted: Array.from(sums, (sum) => sum / slices), alone, ties };
}

/** @param role names the variable within the capture */
function sliceDistances(
  { seed = 0 }: Capture,
  samples: KernelSamples,
  role: string,
  slice: number,
  { dimensions }: Given,
): Float64Array {
  const frame = randomFrame(samples.d, dimensions, randomStream(seed, 'slices', role, slice));
  return unitDistances(directDistances(projected(samples, frame), 'max'));
}

function constantNames(capture: Capture, layer: CapturedLayer, other: Beside | null): string[] {
  const t = isConstant(wholeLayer(layer, capture.samples)) ? ['T'] : [];
  if (!other) return [...t, ...(new Set(capture.labels).size === 1 ? ['Y'] : [])];
  const own = isConstant(other.samples) ? [other.name] : [];
  return [...own, ...t];
}

function isConstant({ values, d }: KernelSamples): boolean {
  return values.every((value, at) => value === values[at % d]);
}

/** Of the mean over slices; of the samples there is one draw. */
function standardError(each: readonly number[]): number {
  const middle = mean(each);
  return Math.sqrt(mean(each.map((one) => (one - middle) ** 2)) / Math.max(1, each.length - 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export default defineNode({
  family: 'estimator',
  kind: 'sliced',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'information' },
  calibration: slicedCalibration,
  check: neighbourCheck,
  pairMatrices: () => 4,
  run,
});
