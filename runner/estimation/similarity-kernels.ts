import type { CapturedLayer } from '../contract/capture.ts';
import type { SpectrumDesk } from '../contract/estimator.ts';
import type { KernelSamples } from '../contract/numerics.ts';
import { medianWidth } from '../kernels/bandwidth.ts';
import { gaussianGram } from '../kernels/gaussian-gram.ts';
import { type CentredKernel, type CentringRule, centredKernel } from '../kernels/kernel-similarity.ts';
import { requireFinite, understood, wholeLayer } from './shannon-row.ts';

/** How samples are compared before two representations are. */
export interface SimilaritySettings {
  readonly kernel: 'linear' | 'gaussian';
  /** Of the Gaussian kernel, as a multiple of the median distance. */
  readonly width: number;
  readonly estimate: CentringRule;
}

/** Samples that a correction takes. */
export const fewestSamples = { unbiased: 4, biased: 2 } as const;

/** The kernel matrix of some samples, centred, once for all that ask for it. @param key of the samples within the capture */
export function similarityKernel(
  name: 'X' | 'T' | 'Y',
  key: string,
  samples: KernelSamples,
  { kernel, width, estimate }: SimilaritySettings,
  desk: SpectrumDesk,
): CentredKernel {
  const { n } = samples;
  requireFinite(name, samples);
  const words = kernel === 'linear' ? kernel : `${kernel} ${width}`;
  return desk.share(`${estimate} ${words} kernel of ${key}`, () => {
    const distances = understood(name, () => desk.distances(key, samples));
    const gram = kernel === 'linear' ? distances.map((one) => -one / 2) : gaussian(distances, n, width);
    return centredKernel(gram, n, estimate);
  });
}

/** That of a layer, flattened. @param whose what tells its network from another one of the same capture */
export function layerKernel(
  layer: CapturedLayer,
  samples: number,
  settings: SimilaritySettings,
  desk: SpectrumDesk,
  whose = '',
): CentredKernel {
  return similarityKernel('T', `${whose}layer ${layer.index}`, wholeLayer(layer, samples), settings, desk);
}

/** The settings in words, for the column `bandwidth`. */
export function kernelWords({ kernel, width }: SimilaritySettings): string {
  return kernel === 'linear' ? 'linear kernel' : `${width} median distances`;
}

/** Ones where all samples coincide. */
function gaussian(distances: Float64Array, n: number, width: number): Float64Array {
  const sigma = width * Math.SQRT2 * medianWidth(distances, n) || 1;
  return gaussianGram([{ distances, sigma }], n);
}
