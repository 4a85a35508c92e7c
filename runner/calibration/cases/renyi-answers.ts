import { quantityName } from '../../../src/node/quantity.ts';
import type { Json, JsonObject } from '../../../src/plan/plan.ts';
import type { AskedEstimator, Calibration, KnownAnswers, KnownCase } from '../../contract/known-answers.ts';
import { hasError } from '../../estimation/renyi/alarms.ts';
import { isExcess, isOfApart } from '../../estimation/renyi/asked-quantity.ts';
import type { KernelSettings } from '../../estimation/renyi/kernel-settings.ts';
import { promised } from '../../estimation/renyi/promised-error.ts';
import { kernelSettings, orderOf, spectrumRule } from '../../estimation/renyi/read-params.ts';
import type { RenyiSettings } from '../../estimation/renyi/renyi-settings.ts';
import type { WidthRule } from '../../estimation/renyi/width-rules.ts';
import { sampleCount } from '../sample-count.ts';
import { twoVariables } from '../two-variables.ts';
import { ofWidth, type RenyiParams as Params, toleranceOf } from './case-settings.ts';
import { ownCases } from './own-cases.ts';
import { rankCases } from './rank-cases.ts';
import { type RenyiCase, renyiCases } from './renyi-cases.ts';

const limits = { fewest: 2, most: 256, limit: 1024 };

/** Units in a one-hot label of the cases with classes. */
const classes = 3;

const names = { 'H(T)': 'H(X)', 'I(X;T)': 'I(X;Y)', 'I(T;Y)': 'I(X;Y)' } as const;

const caption = (n: number) =>
  `Estimated I(X;Y) of ${n} samples with the estimator's own bandwidth, beside Shannon's mutual information -log(1 - r^2)/2. The matrix-based quantity is a different measure, on a different scale: it should grow with the correlation r, not coincide with the line.`;

/**
 * A matrix-Rényi estimator on cases in closed form, with all its settings but the width, which is the case's own, and on a
 * sweep of two normal variables with its own widths too. One card for all quantities.
 */
export const renyiCalibration: Calibration<Params> = {
  most: {
    'null.permutations': 199,
    'spectrum.lanczos.probes': 20,
    'spectrum.lanczos.steps': 40,
    'spectrum.tiles.probes': 20,
    'spectrum.tiles.steps': 20,
    'bandwidth.kernel-alignment.points': 75,
    'bandwidthX.kernel-alignment.points': 75,
  },
  shared: (params) => (hasOwnCard(params) ? [] : ['quantity']),
  answers: (asked) => {
    const { params } = asked;
    const kernels = kernelSettings(params);
    if (params.quantity === 'effective-rank') return rankAnswers(asked, kernels);
    const ofCases = withSpectrumOfRows(asked);
    return {
      settings: `${settingsOf(ofCases, asked)}. The known cases use widths of their own; the sweep uses the estimator's.`,
      cases: [
        ...casesOf(params, kernels).map((known) => asCase(known, ofCases, kernels)),
        ...ownCases(ofCases, kernels),
      ],
      sweep: () => {
        const samples = sampleCount(asked.samples, neighboursOf(kernels), limits);
        const { split: _split, null: _null, bound: _bound, pairs: _pairs, ...ofSweep } = params;
        return { samples, params: oneWidth(ofSweep as JsonObject), caption: caption(samples) };
      },
    };
  },
};

/** Whether a quantity has cases of its own, beside those of all. */
function hasOwnCard(params: Params): boolean {
  const { quantity } = params;
  return (
    quantity === 'effective-rank' ||
    quantity === 'relative-redundancy' ||
    isExcess(quantity) ||
    isOfApart(params)
  );
}

/** Spectra as the study's rows had them: `auto` takes random vectors for many samples, which the cases do not have. */
function withSpectrumOfRows({ params, method }: AskedEstimator<Params>): Params {
  const { spectrum = 'auto' } = params;
  if (spectrum !== 'auto' || !hasError(method)) return params;
  return { ...params, spectrum: method?.startsWith('lanczos-tiles') ? { tiles: {} } : { lanczos: {} } };
}

function settingsOf(
  { alpha, spectrum, ...params }: Params,
  { bandwidth, method }: AskedEstimator<Params>,
): string {
  const widths = bandwidth ?? JSON.stringify(params.bandwidth ?? params.preset);
  const words = ['matrix-renyi', `alpha ${alpha}`, `bandwidth ${widths}`];
  const rule = spectrumRule(spectrum);
  if (typeof rule === 'string') return [...words, ...(method ? [method.split('; ')[0]] : [])].join(', ');
  const [way, { probes, steps }] = 'tiles' in rule ? ['tiles', rule.tiles] : ['lanczos', rule.lanczos];
  const size = `${way} with ${probes} probes of ${steps} ${steps === 1 ? 'step' : 'steps'}, which agrees within four of its standard errors`;
  return [...words, size].join(', ');
}

function neighboursOf({ rule, ruleX }: KernelSettings): number {
  const rules = [rule, ruleX].filter((one): one is WidthRule => one !== null && !Array.isArray(one));
  return Math.max(0, ...rules.map((one) => (one.kind === 'knn' ? one.k : 0)));
}

function casesOf(params: RenyiSettings, { divisor, labels }: KernelSettings): readonly RenyiCase[] {
  const classLikeness = (samples: number) => {
    if (labels === 'delta') return 0;
    const width = widthOfLabels(labels.rbf, samples);
    // one-hot labels of different classes are at squared distance 2
    return Math.exp(-2 / { '2s2': 2 * width ** 2, s2: width ** 2, s: width }[divisor]);
  };
  return renyiCases({ alpha: orderOf(params.alpha), divisor, classLikeness });
}

/** A fixed width, or Silverman's h n^(-1/(4+d)), in the paper's form h n^(-1/(1+d)), of one-hot labels. */
function widthOfLabels(rule: WidthRule, samples: number): number {
  if (rule.kind === 'fixed') return rule.width;
  if (rule.kind !== 'silverman') throw new Error(`no study sets the width of labels by ${rule.kind}`);
  return rule.h * samples ** (-1 / (classes + (rule.exponent === 'paper' ? 1 : 4)));
}

function asCase(known: RenyiCase, params: Params, kernels: KernelSettings): KnownCase {
  const { about, quantity, x, t, labels, width, bits, source } = known;
  return {
    about,
    quantity: names[quantity],
    capture: twoVariables(x, t, labels),
    answer: bits * Math.LN2,
    tolerance: (found) => toleranceOf(found, quantity.startsWith('H') ? 1 : 3),
    source,
    params: ofWidth(params, kernels, quantity, width),
  };
}

/** Effective ranks in closed form, by the kernel that the study has. */
function rankAnswers({ params, bandwidth }: AskedEstimator<Params>, kernels: KernelSettings): KnownAnswers {
  const { divisor } = kernels;
  const ofProducts = params.kernel === 'cosine' || params.kernel === 'linear';
  const kernel = ofProducts ? params.kernel! : 'gaussian';
  const alike = (width: number) =>
    Math.exp(-1 / { '2s2': 2 * width ** 2, s2: width ** 2, s: width }[divisor]);
  const cases = rankCases(params.kernel, alike, divisor === 's' ? 0.0025 : 0.05);
  return {
    settings: `matrix-renyi, effective rank, ${bandwidth ?? `${kernel} kernel`}. The known cases use widths of their own.`,
    cases: cases.map(({ about, rows, width, states, tolerance }) => ({
      about,
      quantity: quantityName(params),
      capture: twoVariables(rows, rows),
      answer: states,
      tolerance: ({ method, stderr }) =>
        tolerance + (hasError(method) ? 4 * stderr : states * Math.LN2 * (promised[method] ?? 0)),
      source: 'closed form',
      params: { ...ofWidth(params, kernels, 'effective-rank', width), kernel },
    })),
    sweep: null,
  };
}

/** Widths listed for each feature map, for a variable without maps: the first. */
function oneWidth(params: JsonObject): JsonObject {
  const { bandwidth } = params;
  if (!Array.isArray(bandwidth)) return params;
  const first: Json = bandwidth[0] ?? null;
  return { ...params, bandwidth: first };
}
