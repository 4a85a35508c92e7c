import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorCheck } from '../../../src/node/estimator-check.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { unitOf } from '../../../src/node/quantity.ts';
import { similarityCalibration } from '../../calibration/cases/similarity-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimateRow, EstimatorRun, SpectrumDesk } from '../../contract/estimator.ts';
import { realTargets, wholeTargets } from '../../estimation/real-targets.ts';
import { deltaKernel } from '../../estimation/renyi/variables.ts';
import { mostByProducts, tooManyPairs } from '../../estimation/sample-room.ts';
import { wholeInput } from '../../estimation/shannon-row.ts';
import {
  fewestSamples,
  kernelWords,
  layerKernel,
  similarityKernel,
} from '../../estimation/similarity-kernels.ts';
import { type CentredKernel, centredKernel, kernelSimilarity } from '../../kernels/kernel-similarity.ts';

/**
 * Centred kernel alignment: how alike two representations of the same samples are, whatever their sizes, turns and scales.
 *
 * CKA(A;B) = <A, B> / (|A| |B|) of the two kernel matrices without their means, with the Frobenius product. With linear kernels
 * that is |Xc^T Tc|^2 / (|Xc^T Xc| |Tc^T Tc|), the features centred and a layer flattened. The kernel of classes is delta
 * (same or not); a Y that is real-valued has the kernel of the layers, with the same settings. `biased` takes the matrices as they are, and is far above 0 for independent data of many dimensions (0.84
 * for 784 and 600 of them at n = 128); `unbiased` corrects each of the three terms, so that independent data have 0 on average:
 * it can be negative, and takes 4 samples or more.
 *
 * `CKA(Ti;Tj)` has a row for each two layers of the probe, the first of them in the columns `layer` and `layer_index`, the
 * `layer_index` of the second in `channel_2`; a report of kind `layer-similarity` draws them; those of two trainings are of kind `cka-between`. A layer that is the same for all
 * samples, or whose kernel says the same of all pairs of them, is like nothing: there is no value, and the flag says whose
 * term is 0.
 *
 * @source Kornblith, Norouzi, Lee & Hinton 2019; for unbiased: Song, Smola, Gretton, Bedo & Borgwardt 2012, Nguyen, Raghu & Kornblith 2021
 *
 * @example
 * ```yaml
 * estimators:
 *   with-input: { kind: cka, probe: forward, quantity: CKA(X;T) }
 *   with-class: { kind: cka, probe: forward, quantity: CKA(T;Y), kernel: gaussian, width: 0.5 }
 *   layers: { kind: cka, probe: forward, quantity: CKA(Ti;Tj) }
 * reports:
 *   alike: { kind: layer-similarity, estimator: layers }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /** What is compared: each layer with the input or the classes, or each two layers. */
  quantity: 'CKA(X;T)' | 'CKA(T;Y)' | 'CKA(Ti;Tj)';
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

const check: EstimatorCheck<Required<Params>> = ({ quantity, estimate }, subject) => {
  const { samples, layers } = subject;
  if (quantity === 'CKA(Ti;Tj)' && layers.length < 2) {
    const message = 'CKA(Ti;Tj) is of two layers, and the probe looks at one';
    return [{ setting: ['quantity'], message, hint: 'let the probe list two layers or more' }];
  }
  if (samples >= fewestSamples[estimate]) return tooManyPairs(samples, mostByProducts);
  const message = `\`${estimate}\` takes ${fewestSamples[estimate]} samples or more, and there are ${samples}`;
  const hint = 'take more samples: a larger batch, or a `sample` of the probe';
  return [{ setting: ['estimate'], code: 'value-out-of-range', message, hint }];
};

const run: EstimatorRun<Required<Params>> = (capture, params, desk) => () => {
  const { layers } = capture;
  const ofLayer = (layer: CapturedLayer) => layerKernel(layer, capture.samples, params, desk);
  if (params.quantity !== 'CKA(Ti;Tj)') {
    const withX = params.quantity === 'CKA(X;T)';
    const other = withX
      ? similarityKernel('X', 'X', wholeInput(capture), params, desk)
      : targetKernel(capture, params, desk);
    return layers.map((layer) =>
      rowOf(capture, layer, null, params, { [withX ? 'X' : 'Y']: other, T: ofLayer(layer) }),
    );
  }
  const kernels = layers.map(ofLayer);
  return layers.flatMap((first, i) =>
    layers
      .slice(i + 1)
      .map((second, after) =>
        rowOf(capture, first, second, params, { Ti: kernels[i]!, Tj: kernels[i + 1 + after]! }),
      ),
  );
};

/** @param kernels the two that are compared, by the name of their variable */
function rowOf(
  { samples, targets }: Capture,
  layer: CapturedLayer,
  second: CapturedLayer | null,
  params: Required<Params>,
  kernels: Readonly<Record<string, CentredKernel>>,
): EstimateRow {
  const [one, other] = Object.values(kernels);
  const empty = Object.entries(kernels).filter(([, { norm }]) => norm === 0);
  const names = empty.map(([name]) => name).join(', ');
  const cells = {
    quantity: params.quantity,
    value: kernelSimilarity(one!, other!),
    unit: unitOf('similarity'),
    samples,
    channel_2: second?.index ?? null,
    bandwidth: [kernelWords(params), ...(targets && 'Y' in kernels ? [realTargets] : [])].join(', '),
    method: params.estimate,
    flag: names === '' ? null : `collapsed: ${names}`,
  };
  return { layer: layer.index, cells };
}

/** That of Y: of its real values, else of its classes. */
function targetKernel(capture: Capture, params: Required<Params>, desk: SpectrumDesk): CentredKernel {
  const targets = wholeTargets(capture);
  if (targets) return similarityKernel('Y', 'Y', targets, params, desk);
  const { labels } = capture;
  const { estimate } = params;
  return desk.share(`${estimate} kernel of Y`, () =>
    centredKernel(deltaKernel(labels), labels.length, estimate),
  );
}

export default defineNode({
  family: 'estimator',
  kind: 'cka',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'similarity' },
  calibration: similarityCalibration,
  check,
  pairMatrices: (_: Params, { layers }) => 2 * layers.length + 3,
  run,
});
