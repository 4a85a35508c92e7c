import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorCheck } from '../../../src/node/estimator-check.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { unitOf } from '../../../src/node/quantity.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { betweenCalibration } from '../../calibration/cases/between-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimateRow, EstimatorRun } from '../../contract/estimator.ts';
import { mostByProducts, tooManyPairs } from '../../estimation/sample-room.ts';
import { fewestSamples, kernelWords, layerKernel } from '../../estimation/similarity-kernels.ts';
import { type CentredKernel, kernelSimilarity } from '../../kernels/kernel-similarity.ts';

/**
 * Centred kernel alignment between two networks: how alike what each layer of one and each layer of the other make of the same samples
 * is. With `with` these are two models of the study, compared trial by trial: at the same seed and settings. Without it they are the
 * networks of one model that differ in their seed alone: in each trial its own network with that of every other seed, so that
 * every pair is there in both directions, as where Kornblith et al. ask of each layer of one network whether the layer of the other
 * that is most like it is the corresponding one.
 *
 * The captures of both are kept for it (`keep: always`) and read once both trainings are done. They have to be of the same fixed sample, at
 * the same epochs; between seeds the sample has a seed of its own, which draws it for all trials. A row that one of
 * them lacks, since its training diverged or ended early, is not compared.
 *
 * `CKA(Ti;Uj)` has a row for each layer of the one network (`layer`, `layer_index`) with each layer of the other (`layer_2`, and its place
 * in `channel_2`); `lead(Ti;Ui)` has one for each layer: its CKA with the corresponding layer, which is the one at the same place of the
 * other probe's list, less the greatest of those with the other layers. Above 0 the corresponding one is the most alike. The columns
 * `model_2` and `seed_2` say which network the other one is. Terms, kernels and what has no value are those of `cka`.
 *
 * Between seeds a claim takes as the value of a trial the mean over all pairs of its network, both ways. Since each pair is in two trials
 * these are not independent: intervals are those of a mean over pairs (Arvesen's jackknife), 2 (n - 1) / (n - 2) times as wide as
 * for n independent trials, and two seeds have none.
 *
 * @source Kornblith, Norouzi, Lee & Hinton 2019, section 6.1; for unbiased: Song, Smola, Gretton, Bedo & Borgwardt 2012, Nguyen, Raghu & Kornblith 2021
 *
 * @example
 * ```yaml
 * probes:
 *   small: { kind: activations, model: small, layers: [F1, F2, F3], at: { epochs: [0, 10] }, sample: { split: test, n: 512, seed: 1 } }
 *   large: { kind: activations, model: large, layers: [F1, F2, F3], at: { epochs: [0, 10] }, sample: { split: test, n: 512, seed: 1 } }
 * estimators:
 *   sizes: { kind: cka-between, probe: small, with: large }
 *   seeds: { kind: cka-between, probe: small }
 *   lead: { kind: cka-between, probe: small, quantity: lead(Ti;Ui) }
 * claims:
 *   found: { estimator: lead, expect: at-least, bound: 0, where: { epoch: last } }
 * reports:
 *   alike: { kind: layer-similarity, estimator: seeds }
 * ```
 */
export interface Params {
  /** Probe of the one network. */
  probe: ProbeName;
  /** Probe of another model, whose network is the other one; left out, it is the same probe at every other seed. */
  with?: ProbeName;
  /**
   * What there is a value of: each layer of the one with each layer of the other, or how far each is ahead with the corresponding one.
   * @default "CKA(Ti;Uj)"
   */
  quantity?: 'CKA(Ti;Uj)' | 'lead(Ti;Ui)';
  /**
   * Inner products, or exp(-|a-b|^2 / (2 s^2)).
   * @default "linear"
   */
  kernel?: 'linear' | 'gaussian';
  /**
   * Width s of the Gaussian kernel, as a multiple of the median of the distances above 0 between two samples.
   * @default 1
   * @exclusiveMinimum 0
   */
  width?: number;
  /**
   * Whether each term is corrected for the number of samples.
   * @default "unbiased"
   */
  estimate?: 'unbiased' | 'biased';
}

type Settings = Required<Omit<Params, 'with'>>;

const check: EstimatorCheck<Settings> = ({ quantity, estimate }, { samples, layers, other }) => {
  if (quantity === 'lead(Ti;Ui)') {
    const sizes = [layers.length, other?.layers.length ?? layers.length];
    const message =
      sizes[0] !== sizes[1]
        ? `there is no corresponding layer of each: the probes look at ${sizes[0]} layers and at ${sizes[1]}`
        : sizes[0]! < 2
          ? 'the corresponding layer is ahead of others, and the probes look at one layer'
          : null;
    const hint = 'let both probes list the layers that correspond, in the same order, two or more';
    if (message !== null) return [{ setting: ['quantity'], message, hint }];
  }
  if (samples >= fewestSamples[estimate]) return tooManyPairs(samples, mostByProducts);
  const message = `\`${estimate}\` takes ${fewestSamples[estimate]} samples or more, and there are ${samples}`;
  const hint = 'take more samples: a larger `sample` of both probes';
  return [{ setting: ['estimate'], code: 'value-out-of-range', message, hint }];
};

/** A layer of one of the networks. */
interface Compared {
  readonly layer: CapturedLayer;
  readonly kernel: CentredKernel;
}

const run: EstimatorRun<Settings> = (capture, params, desk) => {
  const { other, samples } = capture;
  if (!other)
    throw new RunError('`cka-between` compares what two networks make of the same samples', {
      hint: 'take `cka` for the layers of one; a study compares two networks',
    });
  const kernels = (whose: string, { layers }: Pick<Capture, 'layers'>) =>
    layers.map((layer): Compared => ({ layer, kernel: layerKernel(layer, samples, params, desk, whose) }));
  return () => {
    const [own, others] = [kernels('', capture), kernels('other ', other)];
    const table = own.map((one) => others.map((two) => kernelSimilarity(one.kernel, two.kernel)));
    return params.quantity === 'lead(Ti;Ui)'
      ? own.map((one, place) => rowOf(capture, params, leadOf(one, others, table[place]!, place)))
      : own.flatMap((one, i) =>
          others.map((two, j) => {
            const flag = flagOf([one], [two]);
            const cells = { value: table[i]![j]!, channel_2: two.layer.index, flag };
            return rowOf(capture, params, { layer: one.layer.index, cells });
          }),
        );
  };
};

/** How far a layer is ahead with the corresponding one. @param values with each of the others @param place of the corresponding one */
function leadOf(
  one: Compared,
  others: readonly Compared[],
  values: readonly (number | null)[],
  place: number,
): EstimateRow {
  const flag = flagOf([one], others);
  const own = values[place] ?? null;
  const rest = values.filter((_, at) => at !== place);
  // beside a layer that is like nothing nobody can say which is the most alike
  const value = own === null || rest.includes(null) ? null : own - Math.max(...rest.map(Number));
  return { layer: one.layer.index, cells: { value, flag } };
}

/** Whose kernel says the same of all pairs of samples: those are like nothing. */
function flagOf(own: readonly Compared[], others: readonly Compared[]): string | null {
  const empty = (list: readonly Compared[], name: string) =>
    list.some(({ kernel }) => kernel.norm === 0) ? [name] : [];
  const names = [...empty(own, 'T'), ...empty(others, 'U')].join(', ');
  return names === '' ? null : `collapsed: ${names}`;
}

function rowOf({ samples }: Capture, params: Settings, { layer, cells }: EstimateRow): EstimateRow {
  const shared = {
    quantity: params.quantity,
    unit: unitOf('similarity'),
    samples,
    bandwidth: kernelWords(params),
    method: params.estimate,
  };
  return { layer, cells: { ...shared, ...cells } };
}

export default defineNode({
  family: 'estimator',
  kind: 'cka-between',
  version: 1,
  inputs: [
    { from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] },
    { from: 'with', family: 'probe', edge: 'stream', accepts: ['activations'] },
  ],
  output: 'estimates',
  quantities: { '*': 'similarity' },
  calibration: betweenCalibration,
  check,
  pairMatrices: (_: Params, { layers, other }) => 2 * (layers.length + (other?.layers.length ?? 0)) + 3,
  run,
});
