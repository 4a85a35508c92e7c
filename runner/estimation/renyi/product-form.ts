import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import { silverman } from '../../kernels/bandwidth.ts';
import { exponentScale } from '../../kernels/gaussian-gram.ts';
import { asked } from './asked-quantity.ts';
import type { KernelSettings } from './kernel-settings.ts';
import { tilesOf } from './large-spectra.ts';
import { kernelSettings, orderOf } from './read-params.ts';
import type { RenyiQuestion, RenyiSettings } from './renyi-settings.ts';
import { ruleFor } from './tile-problems.ts';
import { isList, looksAtSamples } from './width-rules.ts';

/** Error of a squared distance from float32 inner products, as a share of the two squared lengths; engines keep to it. */
const distanceError = 1e-6;

/**
 * What the exponent of a Gaussian kernel may be off by. With exponents this far off entropies of a LeNet-5's layers moved
 * by at most 4e-7 bits (orders 1.01 and 2, sigmoid and relu, 0 to 1,400 updates); were all samples to come in pairs that
 * nearly coincide, it could be 5e-4.
 */
const exponentError = 5e-5;

type Params = RenyiSettings & Pick<RenyiQuestion, 'quantity' | 'of' | 'null'>;
type Size = Pick<CapturedLayer, 'channels' | 'features'>;

/**
 * Up to which squared length of a sample, its mean taken off, inner products in float32 stand for a layer's tensor: above
 * it the exponents of its kernel could be off by more than 5e-5. Null where the tensor is needed anyway: for single
 * feature maps, for kernels whose width depends on the samples or the map, for orders below 1 (round-off counts
 * there), for kernels of inner products, for matrices by tiles, for a reconstruction, and for error signals, which nearly coincide.
 */
export function longestSample(params: Params, layer: Size, samples: number): number | null {
  const { quantity, split = 'none' } = params;
  if (quantity === 'I(dL;dk)' || quantity === "I(T;X')" || asked(params).ofMaps) return null;
  if (params.kernel === 'cosine' || params.kernel === 'linear') return null;
  if (split === 'units' || orderOf(params.alpha) < 1) return null;
  const settings = kernelSettings(params);
  if (tilesOf(ruleFor(params, settings, samples))) return null;
  const sigma = widthOf(settings, layer, samples);
  if (sigma === null) return null;
  return Math.fround(exponentError / (2 * distanceError * exponentScale(sigma, settings.divisor)));
}

/** The products of a layer where they do for these settings; null where the tensor has to be read. */
export function productsFor(capture: Capture, layer: CapturedLayer, params: Params): Float32Array | null {
  const { products } = layer;
  const longest = products && longestSample(params, layer, capture.samples);
  if (!products || longest === null || longest === undefined) return null;
  const { samples: n } = capture;
  for (let i = 0; i < n; i += 1) if (products[i * n + i]! > longest) return null;
  return products;
}

/** The one width that a layer's kernel has by its size alone; null where there is none. */
function widthOf({ rule, kernel }: KernelSettings, { channels, features }: Size, n: number): number | null {
  if (isList(rule) || looksAtSamples(rule)) return null;
  if (rule.kind === 'fixed') return rule.width;
  if (rule.kind !== 'silverman') return null;
  return silverman(rule.h, n, kernel === 'tensor' ? channels * features : features, rule.exponent);
}
