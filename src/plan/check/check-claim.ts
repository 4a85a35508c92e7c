import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { valueAt } from '../../document/tree.ts';
import type { Measure } from '../../node/quantity.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { isJsonObject } from '../json.ts';
import { modelsOf, type Readable } from '../resolve/readable.ts';
import { checkAxis, checkWhere, whereNames } from './check-where.ts';

/** What a claim reads. Null estimators are wrong themselves. */
export interface ClaimReads {
  readonly estimators: readonly (Readable | null)[];
  readonly models: readonly string[];
  /** Paths and short names of the matrix axes, to their paths. */
  readonly axes: ReadonlyMap<string, string>;
}

/** Checks a claim against what it reads. */
export function checkClaim(spec: EntrySpec, reads: ClaimReads): Diagnostic[] {
  if (spec.params === null || reads.estimators.includes(null)) return [];
  const tables = checkTable(spec);
  if (tables.length > 0) return tables;
  const [own] = ownEstimators(spec, reads);
  const rows =
    spec.params.table === 'training'
      ? { layers: null, models: reads.models, axes: reads.axes }
      : { layers: own?.layers ?? null, models: modelsOf(own ? [own] : []), axes: reads.axes };
  const found = [
    ...checkWhere(spec, rows),
    ...checkThan(spec, reads, own ?? null),
    ...checkAlong(spec, reads),
  ];
  return found.length > 0 || !own ? found : checkChain(spec, own);
}

/** A claim that can read two tables names one of them, and what that one needs. */
function checkTable(spec: EntrySpec): Diagnostic[] {
  const { properties } = spec.entry.params;
  if (!isJsonObject(properties) || !('table' in properties) || !('estimator' in properties)) return [];
  const invalid = (path: readonly string[], message: string, hint: string) => {
    const origin = at(spec.tree, path)?.node.origin;
    const code = 'claim-invalid';
    return origin ? [problem(code, origin, [spec.path, ...path].join('.'), message, hint)] : [];
  };
  if (spec.params?.table === 'training') {
    const only = 'the training table has no estimators and no layers';
    return [
      ...invalid(['estimator'], only, 'remove `estimator`, or `table: training`'),
      ...[
        ['where', 'layer'],
        ['where', 'channel'],
        ['than', 'estimator'],
        ['than', 'layer'],
        ['than', 'channel'],
      ].flatMap((path) => invalid(path, only, `remove \`${path[1]}\``)),
    ];
  }
  const message = 'this is a setting of claims over the training table';
  const strays = [['value'], ['split'], ['models'], ['than', 'split']].flatMap((path) =>
    invalid(path, message, 'add `table: training`, or remove it'),
  );
  if (valueAt(spec.tree, 'estimator')) return strays;
  const hint = 'add `estimator: NAME`, or `table: training`';
  const lacks = `claim ${showValue(spec.name)} lacks \`estimator\``;
  return [problem('key-missing', spec.key, spec.path, lacks, hint), ...strays];
}

function checkThan(spec: EntrySpec, reads: ClaimReads, own: Readable | null): Diagnostic[] {
  if (!valueAt(spec.tree, 'than')) return [];
  const other = at(spec.tree, ['than', 'estimator']) ? (reads.estimators.at(-1) ?? null) : own;
  const units = checkUnits(spec, own, other);
  if (units.length > 0) return units;
  const models = spec.params?.table === 'training' ? reads.models : modelsOf(other ? [other] : []);
  return checkWhere(spec, { layers: other?.layers ?? null, models, axes: reads.axes }, 'than');
}

/**
 * Numbers are compared with those that measure the same, in the same unit. An estimator whose kind does not say what it measures is
 * compared with one of that kind and quantity only.
 */
function checkUnits(spec: EntrySpec, own: Readable | null, other: Readable | null): Diagnostic[] {
  const place = at(spec.tree, ['than', 'estimator'])?.node;
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

function checkAlong(spec: EntrySpec, { axes }: ClaimReads): Diagnostic[] {
  const { along, table } = spec.params ?? {};
  if (typeof along !== 'string') return [];
  const place = valueAt(spec.tree, 'along')?.origin ?? spec.key;
  const path = `${spec.path}.along`;
  if (along === 'layer' && table === 'training') {
    const hint = 'write `along: epoch`, or an axis of the matrix';
    return [problem('claim-invalid', place, path, 'the training table has no layers to follow', hint)];
  }
  return along === 'seed'
    ? [problem('claim-invalid', place, path, 'seeds have no order', 'follow layers, epochs or another axis')]
    : checkAxis(along, place, path, axes, ['layer', 'epoch']);
}

/** A claim along the layers needs two of them. */
function checkChain(spec: EntrySpec, estimator: Readable): Diagnostic[] {
  if (!estimator.layers || spec.params?.along !== 'layer') return [];
  const layers = narrowed(spec, estimator.layers);
  if (layers.length > 1) return [];
  const place = valueAt(valueAt(spec.tree, 'where'), 'layer') ?? valueAt(spec.tree, 'estimator');
  const message = `a claim along the layers needs two or more, and ${showValue(estimator.name)} gives only ${joinWords(layers.map(showValue), 'and')} here`;
  const hint = 'name more layers in the probe or in `where`';
  return [problem('claim-invalid', place?.origin ?? spec.key, spec.path, message, hint)];
}

/** A claim in words: `I(X;T) is non-increasing along C1, P1 and F1 (tolerance 0.02 bits)`. */
export function claimStatement(spec: EntrySpec, estimators: readonly (Readable | null)[]): string {
  const params = spec.params ?? {};
  const [estimator] = estimators;
  const { quantity } = estimator?.params ?? {};
  const training = `${params.split ?? 'test'} ${params.value ?? 'accuracy'}`;
  const subject = params.table === 'training' ? training : String(quantity ?? estimator?.name ?? spec.name);
  const layers = estimator?.layers ? narrowed(spec, estimator.layers) : [];
  const way = params.along === 'layer' ? joinWords(layers, 'and') : params.along;
  const unit = params.table === 'training' || !estimator?.unit ? '' : ` ${estimator.unit}`;
  const value = [params.bound, params.target, params.phase].find((one) => one !== undefined);
  const parts = [
    subject,
    typeof params.along === 'string' ? 'is' : '',
    spec.entry.kind,
    value === undefined ? '' : String(value),
    isJsonObject(params.than) ? JSON.stringify(params.than).replaceAll('"', '') : '',
    typeof way === 'string' && way !== '' ? `along ${way}` : '',
    typeof params.tolerance === 'number' ? `(tolerance ${params.tolerance}${unit})` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function ownEstimators(spec: EntrySpec, { estimators }: ClaimReads): readonly (Readable | null)[] {
  return valueAt(spec.tree, 'estimator') ? estimators : [];
}

function narrowed(spec: EntrySpec, layers: readonly string[]): string[] {
  const only = whereNames(spec, 'layer').map((named) => named.name);
  return layers.filter((layer) => only.length === 0 || only.includes(layer));
}
