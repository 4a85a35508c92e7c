import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorCheck } from '../../../src/node/estimator-check.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { unitOf } from '../../../src/node/quantity.ts';
import { dimensionCalibration } from '../../calibration/cases/dimension-cases.ts';
import type { EstimatorRun, SpectrumDesk } from '../../contract/estimator.ts';
import type { KernelSamples } from '../../contract/numerics.ts';
import { mostByProducts, tooManyPairs } from '../../estimation/sample-room.ts';
import {
  collapsedAlarm,
  requireFinite,
  understood,
  wholeInput,
  wholeLayer,
} from '../../estimation/shannon-row.ts';
import { likeliestDimension } from '../../kernels/dimension/likeliest-dimension.ts';
import { nearestDistances } from '../../kernels/dimension/nearest-distances.ts';
import { participationRatio } from '../../kernels/dimension/participation-ratio.ts';
import { twoNearest } from '../../kernels/dimension/two-nn.ts';
import { directDistances } from '../../kernels/shannon/direct-distances.ts';

/**
 * How many dimensions the samples of a layer, or of the input, lie on: along a curve 1, on a surface 2, however many numbers a
 * sample has.
 *
 * `two-nn`: the ratios mu of the distances to the second and the first neighbour are distributed as 1 - mu^-d; d is fitted to
 * the 90 % smallest. `mle`: 1 / mean_i [1/(k-1) sum_{j<k} ln(r_k / r_j)] over the k nearest neighbours. Both look at the
 * surroundings of each sample, however bent what they lie on is, and read too little where there are few samples for many
 * dimensions: at n = 128 they take 10 dimensions for 8, so give the probe `sample: { split: test, n: 2000 }`.
 * `participation-ratio`: (tr C)^2 / tr C^2 of the covariance C, which counts directions of variance: a linear dimension, that
 * of a bent curve too large; it is never above n - 1.
 *
 * Distances are Euclidean, feature maps flattened. Samples that coincide have no ratio of distances: they count once for
 * `two-nn` and `mle`, and rows say how many are left out (`ties: 5 of 128`). Where too few are left, where all samples coincide
 * or all neighbours are equally far, there is no value, and the flag says why.
 *
 * @source for two-nn: Facco, d'Errico, Rodriguez & Laio 2017; for mle: Levina & Bickel 2004 with the average of MacKay & Ghahramani
 * 2005; for participation-ratio: Gao et al. 2017
 *
 * @example
 * ```yaml
 * probes:
 *   steady: { kind: activations, model: mlp, layers: [F1, F2, code], at: { log: 10 }, sample: { split: test, n: 2000 } }
 * estimators:
 *   of-input: { kind: intrinsic-dimension, probe: steady, of: X }
 *   dimension: { kind: intrinsic-dimension, probe: steady, method: mle, k: 20 }
 *   linear: { kind: intrinsic-dimension, probe: steady, method: participation-ratio }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /**
   * What is estimated.
   * @default "dimension"
   */
  quantity?: 'dimension';
  /**
   * Of what: a row a layer, or one of the input.
   * @default "T"
   */
  of?: 'T' | 'X';
  /**
   * How.
   * @default "two-nn"
   */
  method?: 'two-nn' | 'mle' | 'participation-ratio';
  /**
   * Neighbours of `mle`: more give less variance, and more bias where the samples do not lie flat.
   * @asType integer
   * @minimum 2
   * @maximum 100000
   * @default 10
   */
  k?: number;
}

/** Neighbours that a method looks at; 0 of one that looks at all samples. */
function neighbours({ method, k }: Pick<Required<Params>, 'method' | 'k'>): number {
  return { 'two-nn': 2, mle: k, 'participation-ratio': 0 }[method];
}

const check: EstimatorCheck<Required<Params>> = (params, { samples }) => {
  const needed = neighbours(params);
  if (needed < samples) return tooManyPairs(samples, mostByProducts);
  const message = `${needed} nearest neighbours need more than ${needed} samples, and there are ${samples}`;
  const hint = 'take more samples: a larger batch, or a `sample` of the probe; or a smaller `k` of `mle`';
  return [{ setting: [params.method === 'mle' ? 'k' : 'method'], code: 'value-out-of-range', message, hint }];
};

const run: EstimatorRun<Required<Params>> = (capture, params, desk) => () => {
  const n = capture.samples;
  const row = (layer: number | null, name: 'X' | 'T', key: string, samples: KernelSamples) => {
    const { value, flags } = dimensionOf(name, key, samples, params, desk);
    const cells = {
      quantity: params.of === 'X' ? 'dimension of X' : 'dimension',
      value,
      unit: unitOf('dimension'),
      samples: n,
      method: params.method === 'mle' ? `mle, k = ${params.k}` : params.method,
      flag: flags.join('; ') || null,
    };
    return { layer, cells };
  };
  if (params.of === 'X') return [row(null, 'X', 'X', wholeInput(capture))];
  return capture.layers.map((layer) => row(layer.index, 'T', `layer ${layer.index}`, wholeLayer(layer, n)));
};

/** A dimension with what is wrong with it; null where there is none. */
interface Found {
  readonly value: number | null;
  readonly flags: readonly string[];
}

function dimensionOf(
  name: 'X' | 'T',
  key: string,
  samples: KernelSamples,
  params: Required<Params>,
  desk: SpectrumDesk,
): Found {
  requireFinite(name, samples);
  const { n } = samples;
  if (params.method === 'participation-ratio') {
    const value = understood(name, () => participationRatio(desk.distances(key, samples), n));
    return { value, flags: value === null ? collapsedAlarm([name]) : [] };
  }
  const distances = desk.share(`euclidean distances of ${key}, as they are`, () =>
    understood(name, () => directDistances(samples, 'euclidean')),
  );
  const k = neighbours(params);
  const nearest = desk.share(`${k} nearest of ${key}`, () => nearestDistances(distances, n, k));
  const left = n - nearest.samples;
  const ties = left > 0 ? [`ties: ${left} of ${n}`] : [];
  if (nearest.samples === 1) return { value: null, flags: collapsedAlarm([name]) };
  if (nearest.distances === null) {
    const few = `undefined: ${k} neighbours need ${k + 1} different samples of ${name}, and there are ${nearest.samples}`;
    return { value: null, flags: [few, ...ties] };
  }
  const value = params.method === 'mle' ? likeliestDimension(nearest) : twoNearest(nearest);
  return {
    value,
    flags: [...(value === null ? [`undefined: all neighbours of ${name} are equally far`] : []), ...ties],
  };
}

export default defineNode({
  family: 'estimator',
  kind: 'intrinsic-dimension',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'dimension' },
  calibration: dimensionCalibration,
  check,
  pairMatrices: ({ of, method }: Params, { layers }) =>
    (of === 'X' ? 1 : layers.length) + (method === 'participation-ratio' ? 2 : 0.5),
  run,
});
