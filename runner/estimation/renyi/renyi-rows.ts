import { unitOf } from '../../../src/node/quantity.ts';
import type { AveragedNumber } from '../../contract/averages.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimateRow, SpectrumDesk } from '../../contract/estimator.ts';
import type { SampleValues } from '../../contract/numerics.ts';
import { alarms, methodOf } from './alarms.ts';
import { type EntropyMethod, requestEntropy } from './entropy-term.ts';
import { collapsedNames } from './joint-gram.ts';
import { hasSmoothed, type KernelSettings } from './kernel-settings.ts';
import {
  type LayerTensor,
  type LayerVariables,
  type VariableMaker,
  variableMaker,
} from './make-variables.ts';
import { productsFor } from './product-form.ts';
import {
  type EntropyOf,
  fewestMaps,
  isOfMaps,
  type PendingValue,
  type Quantity,
  type QuantitySubject,
  quantityNeeds,
  requestQuantity,
} from './quantities.ts';
import { kernelSettings, orderOf, spectrumRule } from './read-params.ts';
import { reconstructionOf } from './reconstruction-of.ts';
import type { RenyiSettings } from './renyi-settings.ts';
import { targetOf } from './target-of.ts';
import type { GaussianVariable, Variable } from './variables.ts';
import { alignmentAlarms, describeRule, isList } from './width-rules.ts';

/** What an estimator asks: a quantity under given settings. */
interface RenyiParams extends RenyiSettings {
  readonly quantity: Exclude<Quantity, 'I(X;Y)'> | 'I(dL;dk)' | "I(T;X')";
  readonly base?: 2 | 'e';
}

/** What is asked of every layer of a capture. */
interface Question {
  readonly quantity: Quantity;
  readonly params: RenyiParams;
  readonly settings: KernelSettings;
  readonly make: VariableMaker;
  readonly entropyOf: EntropyOf;
  readonly desk: SpectrumDesk;
}

/** Values of one layer (null: of no layer), with the widths behind them. */
interface Found {
  readonly layer: number | null;
  readonly values: readonly PendingValue[];
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
  const spectrum = { spectrum: spectrumRule(params.spectrum), seed: capture.seed ?? 0 };
  const quantity = betweenTwo(params.quantity) ? 'I(X;T)' : params.quantity;
  const maker = () => variableMaker(settings, capture.labels, desk);
  // smoothed widths are each estimator's own
  const make = hasSmoothed(settings) ? maker() : desk.share(`variables ${JSON.stringify(settings)}`, maker);
  const entropyOf: EntropyOf = (...variables) => requestEntropy(variables, alpha, desk, spectrum);
  const question: Question = { quantity, params, settings, make, entropyOf, desk };
  const found = quantityOfLayers(params)
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
  const needs: readonly string[] = quantityNeeds[betweenTwo(params.quantity) ? 'I(X;T)' : params.quantity];
  if (needs.includes('X')) inputOf(capture, { params, make });
  if (needs.includes('T'))
    for (const layer of layersOf(capture, params)) layerOf(capture, layer, { params, make });
  return found;
}

/** Whether a quantity has a row a layer. */
function quantityOfLayers({ quantity }: RenyiParams): boolean {
  return quantityNeeds[betweenTwo(quantity) ? 'I(X;T)' : quantity].some((need) => need === 'T');
}

/** Information between a layer and something that stands in the place of X. */
function betweenTwo(quantity: RenyiParams['quantity']): quantity is 'I(dL;dk)' | "I(T;X')" {
  return quantity === 'I(dL;dk)' || quantity === "I(T;X')";
}

/** The layers that a quantity is asked of: all, or for I(T;X') all but the reconstruction. */
function layersOf(capture: Capture, { quantity }: RenyiParams): readonly CapturedLayer[] {
  if (quantity !== "I(T;X')") return capture.layers;
  const last = reconstructionOf(capture);
  return capture.layers.filter((layer) => layer !== last);
}

function ofNoLayer(capture: Capture, question: Question): Found {
  const y = question.quantity === 'H(Y)' ? targetOf(capture, question.make) : null;
  const x = y ? null : inputOf(capture, question);
  const values = requestQuantity(question.quantity, { x, t: null, y }, question.entropyOf);
  return { layer: null, values, sigmaX: x && widthOf(x), sigmaT: () => null };
}

function ofLayer(capture: Capture, layer: CapturedLayer, question: Question): Found {
  const { quantity, entropyOf } = question;
  const needs: readonly string[] = quantityNeeds[quantity];
  const x = needs.includes('X') ? inputOf(capture, question) : null;
  const y = needs.includes('Y') ? targetOf(capture, question.make) : null;
  const t = layerOf(capture, layer, question);
  const subject: QuantitySubject = { x, t, y };
  const enough = !isOfMaps(quantity) || t.maps.length >= fewestMaps(quantity);
  return {
    layer: layer.index,
    values: enough ? requestQuantity(quantity, subject, entropyOf) : [],
    sigmaX: x && widthOf(x),
    sigmaT: (channel) => (channel === null ? t.sigma : widthOf(t.maps[channel]!)),
  };
}

type Making = Pick<Question, 'params' | 'make'>;

function layerOf(capture: Capture, layer: CapturedLayer, { params, make }: Making): LayerVariables {
  return make.layer(params.quantity === 'I(dL;dk)' ? 'dk' : 'T', tensorOf(capture, layer, params));
}

function inputOf(capture: Capture, { params, make }: Making): GaussianVariable {
  const [name, values] = inPlaceOfX(capture, params);
  return make.vector(name, { values, n: capture.samples, d: values.length / capture.samples });
}

function inPlaceOfX(
  capture: Capture,
  { quantity }: RenyiParams,
): readonly [name: string, values: SampleValues] {
  if (quantity === 'I(dL;dk)') return ['dL', capture.lossError];
  if (quantity === "I(T;X')") return ["X'", reconstructionOf(capture).values];
  return ['X', capture.inputs];
}

function tensorOf(capture: Capture, layer: CapturedLayer, params: RenyiParams): LayerTensor {
  const { samples: n } = capture;
  const { split } = params;
  const { index, values, channels, features } = layer;
  const products = productsFor(capture, layer, params);
  if (products) return { key: `products of layer ${index}`, values, n, channels, features, products };
  const units = split === 'units' && channels === 1;
  const shape = units ? { channels: features, features: 1 } : { channels, features };
  return { key: `layer ${index}${units ? ' units' : ''}`, values, n, ...shape };
}

function widthOf(variable: Variable): number | null {
  return variable.kind === 'gaussian' ? variable.parts[0]!.sigma : null;
}

/** The rows of one layer; one without a value where the quantity is of several maps and the layer has one. */
function rowsOf(found: Found, capture: Capture, { params, settings, desk }: Question): EstimateRow[] {
  const { layer, values, sigmaX, sigmaT } = found;
  const scale = params.base === 'e' ? Math.LN2 : 1;
  const bandwidth = describeKernels(settings);
  const { rule, ruleX } = settings;
  const rules = [...(sigmaX === null ? [] : [ruleX ?? rule]), ...(quantityOfLayers(params) ? [rule] : [])];
  const unaligned = alignmentAlarms(rules, capture.labels);
  // one literal, so that the engine gives all rows one layout; there can be many
  const row = (channel: number | null, channel2: number | null, found: Answer): EstimateRow => ({
    layer,
    cells: {
      quantity: params.quantity,
      unit: unitOf('information', params),
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
  return values.map(({ channel, channel2, estimate, without }) => {
    const method = methodOf(estimate.terms);
    return row(channel, channel2, {
      value: scale * estimate.bits(),
      stderr: method === 'lanczos' ? scale * estimate.stderr() : null,
      method,
      flag: [...alarms(estimate.terms, collapsedNames(without, desk)), ...unaligned].join('; ') || null,
    });
  });
}

interface Answer {
  readonly value: number | null;
  readonly stderr: number | null;
  readonly method: EntropyMethod | null;
  readonly flag: string | null;
}

function describeKernels({ rule, divisor, kernel }: KernelSettings): string {
  const widths = isList(rule) ? `listed ${rule.join(', ')}` : describeRule(rule);
  const rest = [
    divisor === '2s2' ? '' : `, divisor ${divisor}`,
    kernel === 'tensor' ? ', tensor kernel' : '',
  ];
  return `${widths}${rest.join('')}`;
}
