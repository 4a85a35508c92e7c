import { unitOf } from '../../../src/node/quantity.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimateRow, SpectrumDesk } from '../../contract/estimator.ts';
import type { KernelSamples } from '../../contract/numerics.ts';
import { innerProducts } from '../../kernels/inner-products.ts';
import { requireFinite, wholeInput, wholeLayer } from '../shannon-row.ts';
import { alarms, hasError } from './alarms.ts';
import { describeKernels } from './describe-kernels.ts';
import { type EntropyTerm, requestEntropy, requestMatrixEntropy } from './entropy-term.ts';
import type { SpectrumSettings } from './large-spectra.ts';
import { inputOf, layerOf, type Making } from './layers-of.ts';
import { kernelSettings } from './read-params.ts';
import type { RenyiQuestion, RenyiSettings } from './renyi-settings.ts';
import { alignmentAlarms } from './width-rules.ts';

/** Order of the entropy, whatever the study says. */
const order = 1;

type Params = RenyiSettings & RenyiQuestion;

/** The entropy of one variable, or why there is none. */
interface Found {
  readonly layer: number | null;
  readonly term: EntropyTerm | null;
  readonly sigma: number | null;
  readonly undefined: string | null;
}

/**
 * Asks the desk for the effective rank of the layers of a capture, or of X: 2^S_1(A) with A the kernel matrix of the samples
 * over its trace, in states, between 1 and n. Cosine: A = Z Z^T / n with the rows of Z of length 1; linear: X X^T over its
 * trace.
 *
 * @source Giraldo, Rao & Príncipe 2015 (the entropy); with the cosine kernel the Vendi score of Friedman & Dieng 2023
 * @throws RunError when samples are not finite
 */
export function requestRanks(
  capture: Capture,
  making: Making & { readonly params: Params },
  spectrum: SpectrumSettings,
  desk: SpectrumDesk,
): () => readonly EstimateRow[] {
  const { params } = making;
  const places = params.of === 'X' ? [null] : capture.layers;
  const settings = kernelSettings(params);
  const ofProducts = params.kernel === 'cosine' || params.kernel === 'linear' ? params.kernel : null;
  const found = places.map((layer) =>
    ofProducts
      ? byProducts(ofProducts, capture, layer, spectrum, desk)
      : byDistances(capture, layer, making, spectrum, desk),
  );
  const bandwidth = ofProducts ? `${ofProducts} kernel` : describeKernels(settings);
  const unaligned = ofProducts
    ? []
    : alignmentAlarms([places[0] ? settings.rule : (settings.ruleX ?? settings.rule)], capture.labels);
  return () =>
    found.map(({ layer, term, sigma, undefined: why }) => {
      const states = term && 2 ** term.bits();
      return {
        layer,
        cells: {
          quantity: params.of === 'X' ? 'effective-rank of X' : 'effective-rank',
          unit: unitOf('states'),
          samples: capture.samples,
          alpha: order,
          [layer === null ? 'sigma_x' : 'sigma_t']: sigma,
          bandwidth,
          value: states,
          stderr: term && hasError(term.method) ? Math.LN2 * states! * term.stderr() : null,
          method: term?.method ?? null,
          flag:
            [...(why ? [why] : []), ...(term ? [...alarms([term]), ...unaligned] : [])].join('; ') || null,
        },
      };
    });
}

function byDistances(
  capture: Capture,
  layer: CapturedLayer | null,
  making: Making,
  spectrum: SpectrumSettings,
  desk: SpectrumDesk,
): Found {
  const variable = layer ? layerOf(capture, layer, making).whole : inputOf(capture, making);
  const term = requestEntropy([variable], order, desk, spectrum);
  return { layer: layer?.index ?? null, term, sigma: variable.parts[0]!.sigma, undefined: null };
}

function byProducts(
  kernel: 'cosine' | 'linear',
  capture: Capture,
  layer: CapturedLayer | null,
  { spectrum, seed }: SpectrumSettings,
  desk: SpectrumDesk,
): Found {
  const n = capture.samples;
  const [name, key, samples] = layer
    ? (['T', `layer ${layer.index}`, wholeLayer(layer, n)] as const)
    : (['X', 'X', wholeInput(capture)] as const);
  requireFinite(name, samples);
  const zeros = zeroRows(samples);
  const none = (why: string): Found => ({
    layer: layer?.index ?? null,
    term: null,
    sigma: null,
    undefined: why,
  });
  if (zeros === n) return none(`undefined: ${name} is 0`);
  if (kernel === 'cosine' && zeros > 0) return none(`undefined: ${name} is 0 in ${zeros} of ${n} samples`);
  const matrix = {
    name: `H(${name})`,
    key: `${kernel} ${key}`,
    samples: n,
    build: () => (kernel === 'cosine' ? cosines : ofTrace)(innerProducts(samples), n),
  };
  // single precision and fractions are proved for Gaussian kernels
  const rule = spectrum === 'f32' || spectrum === 'rational' ? 'exact' : spectrum;
  const term = requestMatrixEntropy(matrix, order, desk, { spectrum: rule, seed });
  return { layer: layer?.index ?? null, term, sigma: null, undefined: null };
}

/** How many samples are 0 in all features. */
function zeroRows({ values, n, d }: KernelSamples): number {
  let zeros = 0;
  for (let i = 0; i < n; i += 1)
    if (values.subarray(i * d, (i + 1) * d).every((value) => value === 0)) zeros += 1;
  return zeros;
}

/** Inner products of samples brought to length 1. */
function cosines(products: Float64Array, n: number): Float64Array {
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(products[i * n + i]!));
  return products.map((value, at) => value / lengths[Math.floor(at / n)]! / lengths[at % n]!);
}

/** Scaled to a trace of n. */
function ofTrace(products: Float64Array, n: number): Float64Array {
  let trace = 0;
  for (let i = 0; i < n; i += 1) trace += products[i * n + i]!;
  return products.map((value) => (value / trace) * n);
}
