import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { valueAt } from '../../document/tree.ts';
import type { Measure } from '../../node/quantity.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Readable } from '../resolve/readable.ts';
import { rowAt } from '../row-times.ts';
import { lossOf } from '../trained-here.ts';
import { type Conditions, conditionsOf } from './conditions.ts';
import type { Reads } from './reads.ts';
import { iterationsIn, layersIn, ofModels, type RowSource } from './row-source.ts';
import type { StudyAxes } from './study-axes.ts';

/** Rows of two schedules are looked through up to so many. */
const mostRows = 10_000;

/**
 * Numbers are compared with those that measure the same, in the same unit: not bits and nats, information and shares, squared
 * errors and cross-entropies. An estimator whose kind does not say what it measures is compared with one of that kind and
 * quantity only.
 */
export function checkUnits(spec: EntrySpec, { estimators, curves }: Reads): Diagnostic[] {
  if (spec.params?.table === 'training') return checkLosses(spec, curves);
  const place = at(spec.tree, ['than', 'estimator'])?.node;
  const [own, other] = [estimators[0] ?? null, estimators.at(-1) ?? null];
  if (!place || !own || !other) return [];
  const found = (message: string, hint: string) => [
    problem('claim-invalid', place.origin, `${spec.path}.than.estimator`, message, hint),
  ];
  if (own.measure === null || other.measure === null) {
    if (own.subject === other.subject) return [];
    const silent = own.measure === null ? own : other;
    const message = `nothing says what ${showValue(silent.name)} measures, so it can be compared with its own quantity only`;
    return found(message, 'declare `quantities` in its plugin');
  }
  if (own.measure !== other.measure) {
    const message = `${showValue(own.name)} is ${inUnit(own)}, ${showValue(other.name)} ${inUnit(other)}`;
    return found(message, 'name an estimator that measures the same');
  }
  if (own.unit === other.unit) return [];
  const message = `${showValue(own.name)} is in ${own.unit}, ${showValue(other.name)} in ${other.unit}`;
  return found(message, 'give both the same `base`');
}

const measureWords: Readonly<Record<Measure, string>> = {
  information: 'an information',
  share: 'a share',
  states: 'a number of states',
  dimension: 'a dimension',
  similarity: 'a similarity',
};

function inUnit({ measure, unit }: Readable): string {
  return `${measureWords[measure!]}${measure === 'information' ? ` in ${unit}` : ''}`;
}

function checkLosses(spec: EntrySpec, curves: Reads['curves']): Diagnostic[] {
  if (spec.params?.value !== 'loss') return [];
  const lossIn = (name: Json | undefined) => {
    const training = curves.find((curve) => curve.name === name)?.training;
    return training ? lossOf(training) : 'cross-entropy';
  };
  const { model } = thanOf(spec);
  if (typeof model !== 'string') return [];
  const own = ofModels(
    conditionsOf(spec, ['where']),
    curves.map(({ name }): RowSource => ({ ...nothing, name, model: name })),
  ).map(({ name }) => name);
  const other = own.find((name) => name !== model && lossIn(name) !== lossIn(model));
  const place = at(spec.tree, ['than', 'model'])?.node;
  if (!place || other === undefined) return [];
  const words = (name: Json | undefined) =>
    `${showValue(name ?? null)} is trained with ${lossIn(name) === 'mse' ? 'the squared error' : lossIn(name)}`;
  const message = `${words(other)}, ${words(model)}: the losses cannot be compared`;
  return [problem('claim-invalid', place.origin, `${spec.path}.than.model`, message, 'compare accuracies')];
}

const nothing: RowSource = {
  name: '',
  model: null,
  layers: [],
  secondLayers: null,
  maps: [],
  of: null,
  times: null,
  epochs: null,
};

/** A claim whose `than` names nothing but the values themselves compares nothing. */
export function checkItself(spec: EntrySpec, sources: readonly RowSource[], axes: StudyAxes): Diagnostic[] {
  const than = thanOf(spec);
  const { estimator, split } = spec.params ?? {};
  if (than.estimator !== undefined && than.estimator !== estimator) return [];
  if (than.split !== undefined && than.split !== (split ?? 'test')) return [];
  const conditions = conditionsOf(spec, ['where']);
  const own = ofModels(conditions, sources);
  const inside = (mine: readonly Json[] | null, theirs: Json | undefined) =>
    theirs === undefined || mine?.every((one) => [theirs].flat().includes(one));
  const layers = own.flatMap(({ layers: all }) => (all === null ? [''] : layersIn(conditions, all)));
  const models = own.map(({ model }) => model);
  const isItself =
    inside(layers, than.layer) &&
    inside(secondsOf(conditions, own), than.layer_2) &&
    inside(models, than.model) &&
    inside(mapsOf(conditions, own), than.channel) &&
    insideEpoch(conditions, own, than.epoch) &&
    insideSettings(spec, than, axes);
  const place = valueAt(spec.tree, 'than');
  if (!isItself || !place) return [];
  const message = '`than` names the same values, so nothing is left to compare';
  return [problem('claim-invalid', place.origin, `${spec.path}.than`, message, 'name other values')];
}

function secondsOf(conditions: Conditions, sources: readonly RowSource[]): readonly Json[] {
  const listed = conditions.listed('layer_2').map(({ value }) => value);
  return listed.length > 0 ? listed : sources.flatMap(({ secondLayers }) => secondLayers ?? ['']);
}

function mapsOf(conditions: Conditions, sources: readonly RowSource[]): readonly Json[] | null {
  const listed = conditions.listed('channel').map(({ value }) => value);
  if (listed.length > 0) return listed;
  return sources.every(({ maps, of }) => of === 'map' && maps?.every((count) => count === 1)) ? [0] : null;
}

function insideEpoch(
  conditions: Conditions,
  sources: readonly RowSource[],
  point: Json | undefined,
): boolean {
  if (typeof point !== 'number' && typeof point !== 'string') return true;
  return sources.every((source) => {
    const own = iterationsIn(conditions, source, 2);
    const other = source.times?.map((times) => rowAt(times, point, {})) ?? [];
    return own?.every((iteration) => other.includes(iteration));
  });
}

function insideSettings(spec: EntrySpec, than: JsonObject, axes: StudyAxes): boolean {
  if (!isJsonObject(than.settings)) return true;
  const { where } = spec.params ?? {};
  const settings = isJsonObject(where) && isJsonObject(where.settings) ? where.settings : {};
  return Object.entries(than.settings).every(([name, wanted]) => {
    const path = axes.names.get(name) ?? name;
    const said = Object.entries(settings).find(([one]) => (axes.names.get(one) ?? one) === path);
    const own = said ? [said[1]].flat() : (axes.values.get(path) ?? []);
    return own.every((value) => [wanted].flat().includes(value));
  });
}

/** The two sides need a layer and a row of one iteration in common where `than` names no other. */
export function checkPairs(
  spec: EntrySpec,
  own: readonly RowSource[],
  others: readonly RowSource[],
): Diagnostic[] {
  const than = thanOf(spec);
  const [mine, theirs] = [conditionsOf(spec, ['where']), conditionsOf(spec, ['where', 'than'])];
  const place = valueAt(spec.tree, 'than');
  if (!place) return [];
  const some = (test: (one: RowSource, other: RowSource) => boolean) =>
    ofModels(mine, own).some((one) => ofModels(theirs, others).some((other) => test(one, other)));
  const complain = (what: string, hint: string) => {
    const message = `${sidesOf(own, others)} have no ${what} in common`;
    return [problem('claim-invalid', place.origin, `${spec.path}.than`, message, hint)];
  };
  if (than.layer === undefined && !some((one, other) => shareLayer(one, other, mine, theirs)))
    return complain('layer', 'name a `layer` for each side');
  const named = than.epoch !== undefined || mine.listed('epoch').length > 0;
  if (!named && !some((one, other) => shareRow(one, other, mine, theirs)))
    return complain(
      'row of one iteration',
      'let both look at the same epochs, or name an `epoch` for each side',
    );
  return [];
}

function sidesOf(own: readonly RowSource[], others: readonly RowSource[]): string {
  const names = [...new Set([...own, ...others].map(({ name }) => showValue(name)))];
  return names.length > 1 ? joinWords(names, 'and') : 'the two sides';
}

/** Whether two estimators have rows of one layer. */
export function shareLayer(one: RowSource, other: RowSource, mine: Conditions, theirs: Conditions): boolean {
  if (one.layers === null || other.layers === null) return true;
  if (one.layers.length === 0 && other.layers.length === 0) return true;
  const found = layersIn(theirs, other.layers);
  return layersIn(mine, one.layers).some((layer) => found.includes(layer));
}

/** Whether two estimators have rows of one iteration. */
export function shareRow(one: RowSource, other: RowSource, mine: Conditions, theirs: Conditions): boolean {
  const first = iterationsIn(mine, one, mostRows);
  const second = iterationsIn(theirs, other, mostRows);
  if (first === null || second === null) return true;
  const found = new Set(second);
  return first.length >= mostRows || second.length >= mostRows || first.some((row) => found.has(row));
}

function thanOf(spec: EntrySpec): JsonObject {
  return isJsonObject(spec.params?.than) ? spec.params.than : {};
}
