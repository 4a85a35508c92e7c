import { quantityName, unitOf } from '../../../src/node/quantity.ts';
import type { AveragedNumber } from '../../contract/averages.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimateRow, SpectrumDesk } from '../../contract/estimator.ts';
import type { NullSettings } from '../permutation-null.ts';
import { alarms } from './alarms.ts';
import { type Asked, asked, isOfApart, isOverPairs, isPairBound, isShare, nullOf } from './asked-quantity.ts';
import { describeKernels } from './describe-kernels.ts';
import { requestRanks } from './effective-rank.ts';
import { requestEntropy } from './entropy-term.ts';
import { collapsedNames } from './joint-gram.ts';
import { hasSmoothed, type KernelSettings } from './kernel-settings.ts';
import { tilesOf } from './large-spectra.ts';
import { inputOf, layerOf, layersOf } from './layers-of.ts';
import { type VariableMaker, variableMaker } from './make-variables.ts';
import { type ApartQuantity, type PendingApart, requestApart } from './maps-apart.ts';
import type { PendingEstimate } from './mutual-information.ts';
import { overPairs } from './over-pairs.ts';
import { meanTerms, requestPermuted } from './permuted-values.ts';
import {
  type EntropyOf,
  fewestMaps,
  type PendingValue,
  type Quantity,
  type QuantitySubject,
  quantityNeeds,
  requestQuantity,
} from './quantities.ts';
import { kernelSettings, orderOf } from './read-params.ts';
import type { RenyiQuestion, RenyiSettings } from './renyi-settings.ts';
import { type Answer, answer } from './row-answer.ts';
import { targetOf } from './target-of.ts';
import { ruleFor } from './tile-problems.ts';
import type { Variable } from './variables.ts';
import { alignmentAlarms } from './width-rules.ts';

/** What an estimator asks: a quantity under given settings. */
interface RenyiParams extends RenyiSettings, RenyiQuestion {
  readonly base?: 2 | 'e';
}

/** What is asked of every layer of a capture. */
interface Question {
  readonly asked: Asked;
  readonly quantity: Quantity;
  readonly params: RenyiParams;
  readonly settings: KernelSettings;
  readonly make: VariableMaker;
  readonly entropyOf: EntropyOf;
  readonly null: NullSettings | null;
  readonly byTiles: boolean;
  readonly desk: SpectrumDesk;
}

/** Values of one layer (null: of no layer), with the widths behind them. */
interface Found {
  readonly layer: number | null;
  readonly values: readonly PendingValue[];
  /** By value, those of its permutations; none without any. */
  readonly permuted: readonly (readonly PendingEstimate[])[];
  /** The value where the maps are permuted apart. */
  readonly apart: PendingApart | null;
  readonly sigmaX: number | null;
  /** By feature map for values of maps, else one. */
  readonly sigmaT: (channel: number | null) => number | null;
}

/**
 * Asks the desk for a quantity at all layers of a capture, and gives the step that makes the rows.
 *
 * @throws RunError when samples are not finite
 */
export function requestRows(
  capture: Capture,
  params: RenyiParams,
  desk: SpectrumDesk,
): () => readonly EstimateRow[] {
  const settings = kernelSettings(params);
  const alpha = orderOf(params.alpha);
  const rule = ruleFor(params, settings, capture.samples);
  const spectrum = { spectrum: rule, seed: capture.seed ?? 0, classes: capture.labels };
  const maker = () => variableMaker(settings, capture.labels, desk);
  // smoothed widths are each estimator's own
  const make = hasSmoothed(settings) ? maker() : desk.share(`variables ${JSON.stringify(settings)}`, maker);
  const of = asked(params);
  if (of.quantity === null) return requestRanks(capture, { params, make }, spectrum, desk);
  const question: Question = {
    asked: of,
    quantity: of.quantity,
    params,
    settings,
    make,
    entropyOf: (...variables) => requestEntropy(variables, alpha, desk, spectrum),
    null: nullOf(params),
    byTiles: tilesOf(rule) !== null,
    desk,
  };
  const found = of.ofLayers
    ? layersOf(capture, params).map((layer) => ofLayer(capture, layer, question))
    : [ofNoLayer(capture, question)];
  return () => found.flatMap((each) => rowsOf(each, capture, question));
}

/**
 * The widths that are smoothed over the rows of a training: those by kernel alignment, unless the study says 0.
 * @throws RunError as `requestRows`
 */
export function smoothedWidths(
  capture: Capture,
  params: RenyiParams,
  desk: SpectrumDesk,
): Readonly<Record<string, AveragedNumber>> {
  const settings = kernelSettings(params);
  if (!hasSmoothed(settings)) return {};
  const found: Record<string, AveragedNumber> = {};
  function averaged(name: string, number: AveragedNumber): number {
    found[name] = number;
    return number.value;
  }
  const make = variableMaker(settings, capture.labels, { ...desk, averaged });
  const { x, ofLayers } = asked(params);
  if (x) inputOf(capture, { params, make });
  if (ofLayers) for (const layer of layersOf(capture, params)) layerOf(capture, layer, { params, make });
  return found;
}

function ofNoLayer(capture: Capture, question: Question): Found {
  const y = question.quantity === 'H(Y)' ? targetOf(capture, question.make) : null;
  const x = y ? null : inputOf(capture, question);
  const values = requestQuantity(question.quantity, { x, t: null, y }, question.entropyOf);
  return { layer: null, values, permuted: [], apart: null, sigmaX: x && widthOf(x), sigmaT: () => null };
}

function ofLayer(capture: Capture, layer: CapturedLayer, question: Question): Found {
  const { asked: of, quantity, make, entropyOf, null: settings } = question;
  const needs: readonly string[] = quantityNeeds[quantity];
  const x = of.x ? inputOf(capture, question) : null;
  const y = needs.includes('Y') ? targetOf(capture, make) : null;
  const t = layerOf(capture, layer, question);
  const subject: QuantitySubject = { x, t, y, bound: question.params.bound };
  const enough = !of.ofMaps || t.maps.length >= fewestMaps(quantity);
  const permutations = enough && settings ? settings.permutations : 0;
  const ofApart = isOfApart(question.params);
  return {
    layer: layer.index,
    values: enough ? requestQuantity(quantity, subject, entropyOf) : [],
    permuted: ofApart ? [] : requestPermuted(quantity, subject, entropyOf, capture, permutations),
    apart: ofApart
      ? requestApart(quantity as ApartQuantity, x!, t.maps, entropyOf, capture, permutations)
      : null,
    sigmaX: x && widthOf(x),
    sigmaT: (channel) => (channel === null ? t.sigma : widthOf(t.maps[channel]!)),
  };
}

function widthOf(variable: Variable): number | null {
  return variable.kind === 'gaussian' ? variable.parts[0]!.sigma : null;
}

/** The rows of one layer; one without a value where the quantity is of several maps and the layer has one. */
function rowsOf(found: Found, capture: Capture, question: Question): EstimateRow[] {
  const { params, settings, desk, asked: of, null: ofNull } = question;
  const { layer, values, permuted, apart, sigmaX, sigmaT } = found;
  const bandwidth = describeKernels(settings);
  const { rule, ruleX } = settings;
  const rules = [...(sigmaX === null ? [] : [ruleX ?? rule]), ...(of.ofLayers ? [rule] : [])];
  const unaligned = alignmentAlarms(rules, capture.labels);
  const quantity = quantityName(params);
  const unit = unitOf(isShare(params) ? 'share' : 'information', params);
  const scale = params.base === 'e' && params.quantity !== 'relative-redundancy' ? Math.LN2 : 1;
  // one literal, so that the engine gives all rows one layout; there can be many
  const row = (channel: number | null, channel2: number | null, found: Told): EstimateRow => ({
    layer,
    cells: {
      quantity,
      unit,
      samples: capture.samples,
      alpha: params.alpha ?? null,
      sigma_x: sigmaX,
      bandwidth,
      channel,
      channel_2: channel2,
      value: found.value,
      stderr: found.stderr,
      sigma_t: sigmaT(channel),
      method: found.method,
      flag: found.flag,
    },
  });
  if (values.length === 0) {
    const flag = 'undefined: one variable has no pairs and nothing to leave out';
    return [row(null, null, { value: null, stderr: null, method: null, flag })];
  }
  if (isOverPairs(params)) {
    const { flags, ...found } = overPairs(values, permuted, params.pairs === 'any' ? 'any' : 'share');
    return [row(null, null, { ...found, stderr: null, flag: [...flags, ...unaligned].join('; ') || null })];
  }
  return values.map(({ channel, channel2, estimate, without }, at) => {
    const under = permuted[at] ?? [];
    const { flags, ...found } = answer({ estimate, permuted: under, apart }, ofNull, scale);
    const left = collapsedNames(without, desk, question.byTiles);
    const wrong = alarms([...estimate.terms, ...meanTerms(under)], left);
    // bounds of saturated entropies are about the number of samples
    const none = isPairBound(params.quantity) && wrong.some((flag) => flag.startsWith('saturated'));
    const told = none ? { ...found, value: null, stderr: null } : found;
    return row(channel, channel2, { ...told, flag: [...flags, ...wrong, ...unaligned].join('; ') || null });
  });
}

/** What a row says of its quantity, with its alarms as one text. */
interface Told extends Omit<Answer, 'method' | 'flags'> {
  readonly method: string | null;
  readonly flag: string | null;
}
