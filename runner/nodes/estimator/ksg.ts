import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorCheck } from '../../../src/node/estimator-check.ts';
import type { Count, ProbeName } from '../../../src/node/parameters.ts';
import { ksgCalibration } from '../../calibration/cases/ksg-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimatorRun, SpectrumDesk } from '../../contract/estimator.ts';
import type { Samples } from '../../contract/numerics.ts';
import { requireFinite, shannonRow, wholeInput, wholeLayer } from '../../estimation/shannon-row.ts';
import { classNeighbourInformation } from '../../kernels/class-neighbours.ts';
import { ksgInformation, type NeighbourEstimate } from '../../kernels/ksg.ts';
import { maxDistances } from '../../kernels/max-distances.ts';
import { randomStream } from '../../random/stream.ts';

/**
 * Shannon mutual information from k nearest neighbours.
 *
 * I(X;T) is the estimator of Kraskov et al., I(T;Y) that of Ross for real-valued T and classes Y. Both assume that T has
 * a density. For a deterministic network I(X;T) of real-valued T is infinite: the value then says how finely n samples
 * can follow T through X, it is bounded by about psi(n) - psi(k), and it is far too low where T has many dimensions
 * (on 25 + 25 correlated normal dimensions most of the information is missed at n = 2,000).
 *
 * Samples that coincide (units that are 0 after a rectifier, repeated images) break the assumption. They change nothing
 * in the formulas; each row says of how many samples it is true (`ties: 37 of 128`). Jitter is added only when asked
 * for. Values below 0 are left as they are: the estimate varies around small information.
 *
 * @source Kraskov, Stögbauer & Grassberger 2004, eqs (8) and (9); Ross 2014
 *
 * @example
 * ```yaml
 * estimators:
 *   neighbours: { kind: ksg, probe: forward, quantity: I(X;T), k: 3, variant: 1 }
 *   classes: { kind: ksg, probe: forward, quantity: I(T;Y), k: 3, norm: euclidean, jitter: 1e-10 }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /** What is estimated. */
  quantity: 'I(X;T)' | 'I(T;Y)';
  /**
   * Neighbours; fewer give less bias and more variance.
   * @default 3
   */
  k?: Count;
  /**
   * Which estimator of Kraskov et al. for I(X;T): 1 counts neighbours within a square, 2 within a rectangle.
   * @default 1
   */
  variant?: 1 | 2;
  /**
   * How far two samples are apart within X and within T: the greatest difference of a value, or the Euclidean distance
   * (cheap in wide layers, where other estimators use it too). Between X and T the greater counts, in either case.
   * @default "max"
   */
  norm?: 'max' | 'euclidean';
  /**
   * Standard deviation of normal noise added to X and T before distances are taken, as a share of the root mean square
   * of their values; 0 adds none. It is drawn from the trial's seed.
   * @default 0
   * @minimum 0
   */
  jitter?: number;
  /**
   * Unit of the result: 2 gives bits, `e` gives nats.
   * @default 2
   */
  base?: 2 | 'e';
}

const check: EstimatorCheck<Required<Params>> = ({ k }, { samples }) => {
  if (k < samples) return [];
  const message = `${k} nearest neighbours need more than ${k} samples, and there are ${samples}`;
  const hint = 'lower `k`, or take more samples: a larger batch, or a `sample` of the probe';
  return [{ setting: ['k'], code: 'value-out-of-range', message, hint }];
};

const run: EstimatorRun<Required<Params>> = (capture, params, desk) => {
  const n = capture.samples;
  return () =>
    capture.layers.map((layer) => {
      const { nats, ties } = estimate(capture, layer, params, desk);
      const jitter = params.jitter > 0 ? `, jitter ${params.jitter}` : '';
      return shannonRow(capture, layer, params, {
        nats,
        bandwidth: `k = ${params.k}, ${params.norm} norm${jitter}`,
        method: params.quantity === 'I(T;Y)' ? 'ross' : `ksg-${params.variant}`,
        flags: ties > 0 ? [`ties: ${ties} of ${n}`] : [],
      });
    });
};

function estimate(
  capture: Capture,
  layer: CapturedLayer,
  { quantity, k, variant, norm, jitter }: Required<Params>,
  desk: SpectrumDesk,
): NeighbourEstimate {
  const n = capture.samples;
  const distances = (name: 'X' | 'T', role: string, given: Samples) => {
    requireFinite(name, given);
    const samples = () => (jitter > 0 ? jittered(given, jitter, capture, role) : given);
    const key = jitter > 0 ? `${role}, jitter ${jitter}` : role;
    if (norm === 'euclidean') return desk.distances(key, desk.share(`samples of ${key}`, samples));
    return desk.share(`max distances of ${key}`, () => maxDistances(samples()));
  };
  const t = distances('T', `layer ${layer.index}`, wholeLayer(layer, n));
  if (quantity === 'I(T;Y)') return classNeighbourInformation(t, capture.labels, k);
  return ksgInformation(distances('X', 'X', wholeInput(capture)), t, n, k, variant);
}

/** The samples with noise on every value, in float64 so that it is not rounded away. */
function jittered({ values, n, d }: Samples, share: number, capture: Capture, role: string): Samples {
  const random = randomStream(capture.seed ?? 0, 'jitter', role, capture.iteration);
  let squares = 0;
  for (const value of values) squares += value * value;
  const size = share * (Math.sqrt(squares / values.length) || 1);
  return { values: Float64Array.from(values, (value) => value + size * random.normal()), n, d };
}

export default defineNode({
  family: 'estimator',
  kind: 'ksg',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'information' },
  calibration: ksgCalibration,
  check,
  run,
});
