import { quantityName } from '../../../src/node/quantity.ts';
import type { Json, JsonObject } from '../../../src/plan/plan.ts';
import type {
  AskedEstimator,
  Calibration,
  FoundAnswer,
  KnownAnswers,
  KnownCase,
} from '../../contract/known-answers.ts';
import { hasError } from '../../estimation/renyi/alarms.ts';
import { isExcess, isOverPairs, isPairBound, nullOf } from '../../estimation/renyi/asked-quantity.ts';
import type { KernelSettings } from '../../estimation/renyi/kernel-settings.ts';
import { kernelSettings, orderOf, spectrumRule } from '../../estimation/renyi/read-params.ts';
import type { RenyiQuestion, RenyiSettings } from '../../estimation/renyi/renyi-settings.ts';
import type { WidthRule } from '../../estimation/renyi/width-rules.ts';
import { exact } from '../known-answers.ts';
import { sampleCount } from '../sample-count.ts';
import { twoVariables } from '../two-variables.ts';
import { twoValues } from './null-cases.ts';
import { pairCases } from './pair-cases.ts';
import { rankCases } from './rank-cases.ts';
import { type RenyiCase, renyiCases } from './renyi-cases.ts';
import { renyiEntropy } from './renyi-entropy.ts';

const limits = { fewest: 2, most: 256, limit: 1024 };

type Params = RenyiSettings & RenyiQuestion;

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
  shared: (params) => (params.quantity === 'effective-rank' || isExcess(params.quantity) ? [] : ['quantity']),
  answers: (asked) => {
    const { params } = asked;
    const kernels = kernelSettings(params);
    if (params.quantity === 'effective-rank') return rankAnswers(asked, kernels);
    const ofCases = withSpectrumOfRows(asked);
    return {
      settings: `${settingsOf(ofCases, asked)}. The known cases use widths of their own; the sweep uses the estimator's.`,
      cases: [
        ...casesOf(params, kernels).map((known) => asCase(known, ofCases, kernels)),
        ...(isPairBound(params.quantity) ? boundCases(ofCases, kernels) : permuted(ofCases, kernels)),
      ],
      sweep: () => {
        const samples = sampleCount(asked.samples, neighboursOf(kernels), limits);
        const { split: _split, null: _null, bound: _bound, pairs: _pairs, ...ofSweep } = params;
        return { samples, params: oneWidth(ofSweep as JsonObject), caption: caption(samples) };
      },
    };
  },
};

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

/** The estimator's settings with a width of the case's, and no permutations. */
function ofWidth(
  { bandwidthX: _bandwidthX, preset: _preset, null: _null, pairs: _pairs, bound, ...kept }: Params,
  { divisor, kernel, labels }: KernelSettings,
  quantity: Params['quantity'],
  bandwidth: number,
): JsonObject {
  const ofBound = bound && isPairBound(quantity) ? { bound } : {};
  const own = { divisor, kernel, labelKernel: labelParam(labels), quantity, bandwidth };
  return { ...(kept as JsonObject), ...own, ...ofBound };
}

/** A case of the permutations that the study asks for, at widths where kernels tell same from different only. */
function permuted(params: Params, kernels: KernelSettings): KnownCase[] {
  const settings = nullOf(params);
  if (!settings) return [];
  const alpha = orderOf(params.alpha);
  const entropyOf = (...counts: readonly number[]) => Math.LN2 * renyiEntropy(counts, alpha);
  const halves = 2 * entropyOf(1, 1);
  const { sides, answer, tolerance, ...words } = twoValues(
    settings,
    (counts) => halves - entropyOf(...counts),
    exact,
  );
  const rows = sides.map((side) => [side]);
  const isP = settings.value === 'p';
  return [
    {
      ...words,
      quantity: quantityName({ quantity: 'I(X;Y)', null: { ...settings } }),
      capture: twoVariables(rows, rows),
      answer,
      tolerance: (found) =>
        tolerance + (isP ? 0 : toleranceOf({ ...found, method: found.method.split('; ')[0]! }, 6)),
      params: {
        ...ofWidth(params, kernels, 'I(X;T)', kernels.divisor === 's' ? 0.0025 : 0.05),
        null: { ...settings },
      },
    },
  ];
}

/** Two maps, of which a target is the exclusive or, or which both are the target, by the bound that the study asks for. */
function boundCases(params: Params, kernels: KernelSettings): KnownCase[] {
  const settings = nullOf(params)!;
  const { quantity } = params;
  if (settings.value !== 'excess') return [];
  const over = isOverPairs(params);
  const of = quantity.startsWith('synergy') ? 'synergy' : 'redundancy';
  // a single pair, of which no permutation makes as much as there is
  const shareOf = (bits: number) =>
    params.pairs === 'share' ? bits : bits === 1 ? 1 / (1 + settings.permutations) : 1;
  return pairCases(of, over ? 40 : 400).map(({ answer, ...known }) => ({
    ...known,
    quantity: quantityName(params),
    answer: over ? shareOf(answer) : answer * Math.LN2,
    // what permutations leave of four states
    tolerance: over ? exact : 0.05,
    params: {
      ...ofWidth(
        { ...params, split: 'none' },
        { ...kernels, kernel: 'maps' },
        quantity,
        kernels.divisor === 's' ? 0.0025 : 0.05,
      ),
      ...(over ? { pairs: params.pairs } : {}),
      null: { ...settings, value: 'observed' },
    },
  }));
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

/** A kernel on labels as a study writes it. */
function labelParam(labels: KernelSettings['labels']): Json {
  if (labels === 'delta') return labels;
  if (labels.rbf.kind === 'fixed') return { rbf: labels.rbf.width };
  if (labels.rbf.kind === 'silverman') {
    const { h, exponent } = labels.rbf;
    return { rbf: { silverman: { h, exponent } } };
  }
  throw new Error(`no study sets the width of labels by ${labels.rbf.kind}`);
}

/** What each way to a spectrum promises of an entropy, in bits; the others leave round-off. */
const promised: Readonly<Record<string, number>> = { 'spectrum-f32': 2e-5, 'rational-f64': 1e-7 };

/** The tolerance of a sum of so many entropies, in nats; of random vectors four standard errors. */
function toleranceOf({ method, stderr }: FoundAnswer, entropies: number): number {
  if (hasError(method)) return exact + 4 * stderr;
  const error = promised[method];
  return Math.LN2 * (error === undefined ? exact : entropies * error);
}

/** Widths listed for each feature map, for a variable without maps: the first. */
function oneWidth(params: JsonObject): JsonObject {
  const { bandwidth } = params;
  if (!Array.isArray(bandwidth)) return params;
  const first: Json = bandwidth[0] ?? null;
  return { ...params, bandwidth: first };
}
