import type { Capture, CapturedLayer } from '../contract/capture.ts';
import type { EstimateRow, EstimatorRun, SpectrumDesk } from '../contract/estimator.ts';
import type { KernelSamples } from '../contract/numerics.ts';
import { type PrincipalComponents, principalComponents } from '../kernels/principal-components.ts';
import { requireFinite, understood, wholeInput, wholeLayer } from './shannon-row.ts';

/** What X and each layer are brought to before anything is estimated from them. */
export interface Reduce {
  /**
   * Coordinates along so many principal components of the samples of a capture, as they are (not divided by their spread). There are
   * fewer where the samples vary in fewer directions.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  pca: number;
}

/** Matrices of samples by samples that are held while components are found, where samples are fewer than features. */
export const componentMatrices = 2;

/** Settings of an estimator that can reduce what it reads. */
export interface Reducing {
  readonly reduce?: Reduce;
}

/**
 * The estimator on the principal components of X and of each layer, where its settings ask for them. Its rows say how many there
 * are and which share of the variance they have.
 */
export function reducing<Params extends Reducing>(run: EstimatorRun<Params>): EstimatorRun<Params> {
  return (capture, params, desk) => {
    const { reduce } = params;
    if (!reduce) return run(capture, params, desk);
    const components = componentsOf(capture, reduce, desk);
    const rows = run(reducedCapture(capture, components), params, withKeys(desk, `pca ${reduce.pca}: `));
    return () => rows().map((row) => told(row, capture, reduce, components));
  };
}

/** Components of a variable of a capture: of X (null), or of a layer. */
type ComponentsOf = (layer: CapturedLayer | null) => PrincipalComponents;

function componentsOf(capture: Capture, { pca }: Reduce, desk: SpectrumDesk): ComponentsOf {
  const made = (name: 'X' | 'T', key: string, samples: KernelSamples) =>
    desk.share(`${pca} principal components of ${key}`, () => {
      requireFinite(name, samples);
      return understood(name, () => principalComponents(samples, pca));
    });
  return (layer) =>
    layer
      ? made('T', `layer ${layer.index}`, wholeLayer(layer, capture.samples))
      : made('X', 'X', wholeInput(capture));
}

/** Variables are reduced when they are read. */
function reducedCapture(capture: Capture, components: ComponentsOf): Capture {
  return {
    ...capture,
    get inputs() {
      return components(null).values;
    },
    layers: capture.layers.map((layer): CapturedLayer => {
      const { values, d } = components(layer);
      return { index: layer.index, channels: 1, features: d, values };
    }),
  };
}

/** The desk, with keys that are not those of what is not reduced. */
function withKeys(desk: SpectrumDesk, prefix: string): SpectrumDesk {
  return {
    ...desk,
    request: (key, ...rest) => desk.request(prefix + key, ...rest),
    requestExcess: (key, ...rest) => desk.requestExcess(prefix + key, ...rest),
    share: (key, build) => desk.share(prefix + key, build),
    distances: (key, samples) => desk.distances(prefix + key, samples),
  };
}

function told(
  { layer, cells }: EstimateRow,
  { layers }: Capture,
  { pca }: Reduce,
  components: ComponentsOf,
): EstimateRow {
  const own = layers.find(({ index }) => index === layer) ?? null;
  const { d, share } = components(own);
  const percent = Number((100 * share).toPrecision(3));
  const bandwidth = `${cells.bandwidth}, ${pca} principal component${pca === 1 ? '' : 's'}`;
  const method = `${cells.method}; ${d} component${d === 1 ? '' : 's'} with ${percent} % of the variance of T`;
  return { layer, cells: { ...cells, bandwidth, method } };
}
