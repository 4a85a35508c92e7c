import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { suggestName } from '../diagnostic/nearest.ts';
import { valueAt } from '../document/tree.ts';
import type { JsonObject } from '../node/json.ts';
import type { EntrySpec } from '../spec/spec.ts';
import { joinWords, showValue } from '../spec/wording.ts';
import { checkWhere, whereNames } from './check-where.ts';

/** An estimator as claims and reports see it. */
export interface Readable {
  readonly name: string;
  readonly params: JsonObject | null;
  /** Name of its probe's model; null when there is none. */
  readonly model: string | null;
  /** Names of the probe's layers in its order; null when they cannot be told. */
  readonly layers: readonly string[] | null;
}

/** Checks a claim against what it reads; null estimators are wrong themselves. */
export function checkClaim(spec: EntrySpec, estimator: Readable | null): Diagnostic[] {
  if (!estimator || spec.params === null) return [];
  const found = checkWhere(spec, { layers: estimator.layers, models: modelsOf([estimator]) });
  if (found.length > 0 || !estimator.layers || spec.params.along !== 'layer') return found;
  const layers = narrowed(spec, estimator.layers);
  if (layers.length > 1) return [];
  const place = valueAt(valueAt(spec.tree, 'where'), 'layer') ?? valueAt(spec.tree, 'estimator');
  const message = `a claim along the layers needs two or more, and ${showValue(estimator.name)} gives only ${joinWords(layers.map(showValue), 'and')} here`;
  const hint = 'name more layers in the probe or in `where`';
  return [problem('claim-invalid', place?.origin ?? spec.key, spec.path, message, hint)];
}

/** Checks a report's `where` and `over`. @param axes paths and short names of the matrix axes */
export function checkReport(
  spec: EntrySpec,
  estimators: readonly (Readable | null)[],
  models: readonly string[],
  axes: ReadonlyMap<string, string>,
): Diagnostic[] {
  const known = estimators.every((estimator) => estimator?.layers);
  const layers =
    known && estimators.length > 0 ? estimators.flatMap((estimator) => estimator?.layers ?? []) : null;
  const rows = estimators.length > 0 ? modelsOf(estimators) : models;
  const found = estimators.includes(null)
    ? []
    : checkWhere(spec, { layers: layers && [...new Set(layers)], models: rows });
  const over = valueAt(spec.tree, 'over');
  if (over?.type !== 'scalar' || typeof over.value !== 'string') return found;
  if (over.value === 'seed' || axes.has(over.value)) return found;
  const hint = suggestName(over.value, ['seed', ...axes.values()], 'axes of the matrix');
  const message = `the matrix has no axis ${showValue(over.value)}`;
  return [...found, problem('reference-unknown', over.origin, `${spec.path}.over`, message, hint)];
}

/** A claim in words: `I(X;T) is non-increasing along C1, P1 and F1 (tolerance 0.02 bits)`. */
export function claimStatement(spec: EntrySpec, estimator: Readable): string {
  const { quantity, base } = estimator.params ?? {};
  const subject = typeof quantity === 'string' ? quantity : estimator.name;
  const layers = estimator.layers ? ` along ${joinWords(narrowed(spec, estimator.layers), 'and')}` : '';
  const { tolerance } = spec.params ?? {};
  const unit = base === undefined ? '' : base === 'e' ? ' nats' : ' bits';
  const within = typeof tolerance === 'number' ? ` (tolerance ${tolerance}${unit})` : '';
  return `${subject} is ${spec.entry.kind}${spec.params?.along === 'layer' ? layers : ''}${within}`;
}

function narrowed(spec: EntrySpec, layers: readonly string[]): string[] {
  const only = whereNames(spec, 'layer').map((named) => named.name);
  return layers.filter((layer) => only.length === 0 || only.includes(layer));
}

/** Null when a model cannot be told. */
function modelsOf(estimators: readonly (Readable | null)[]): string[] | null {
  const models = estimators.map((estimator) => estimator?.model ?? null);
  const known = models.filter((model) => model !== null);
  return known.length === models.length ? [...new Set(known)] : null;
}
