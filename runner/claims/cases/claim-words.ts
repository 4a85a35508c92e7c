import type { ClaimColumn, ClaimRows } from '../../../src/node/claim-parameters.ts';
import type { Settings, Where } from '../../../src/node/parameters.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { claimUnit } from '../../../src/table/claim-unit.ts';
import type { Row } from '../../../src/table/columns.ts';
import { mergeOrders } from './layer-order.ts';
import { type Chains, claimColumns } from './make-chains.ts';

/** What a claim is about, in words. */
export interface ClaimWords {
  /** Such as `I(X;T) (renyi)` or `test accuracy`; the estimator is named where the study has several. */
  readonly subject: string;
  /** Where it was narrowed, such as ` (C2; epoch last)`, else empty. */
  readonly scope: string;
  /** The same without the layers, for claims that name them. */
  readonly otherScope: string;
  /** The tolerance with its unit, such as `0.02 bits`. */
  readonly slack: string;
  /** A number with the quantity's unit. */
  readonly amount: (value: number) => string;
  /** Layers or values of an axis that the chains go along, in order. */
  readonly places: readonly string[];
  readonly unit: string;
}

/** The words for a claim's settings and the rows that it found in a run of a plan. */
export function claimWords(
  params: ClaimRows,
  tolerance: number,
  { chains, values }: Chains,
  plan: Plan,
): ClaimWords {
  const example = values.rows[0];
  const unit = claimUnit(params, plan, example ? [example] : []);
  // a share is a plain number
  const amount = (value: number) => (unit === 'share' ? String(value) : `${value} ${unit}`.trimEnd());
  const { layer: _, ...where } = params.where ?? {};
  const named = subjectOf(params, example);
  return {
    subject: `${params.on === 'mean' ? 'the mean ' : ''}${named}${estimatorOf(params, plan, named)}`,
    scope: scopeOf(params, params.where ?? {}),
    otherScope: scopeOf(params, where),
    slack: amount(tolerance),
    amount,
    places: mergeOrders(chains.map((chain) => chain.places)),
    unit,
  };
}

/** The quantity that a claim's rows hold. */
export function subjectOf(params: ClaimRows, example: Row | undefined): string {
  if (params.table === 'training') return `${params.split ?? 'test'} ${params.value ?? 'accuracy'}`;
  return example?.quantity ? String(example.quantity) : 'the value';
}

/** The estimator, where the study has several and the quantity is not called as it is. */
function estimatorOf({ table, estimator }: ClaimRows, { stages }: Plan, quantity: string): string {
  if (table === 'training' || estimator === undefined || estimator === quantity) return '';
  const names = stages.flatMap(({ branches }) => branches.flatMap((branch) => branch.estimators));
  return new Set(names.map(({ name }) => name)).size > 1 ? ` (${estimator})` : '';
}

function scopeOf({ by, models }: ClaimRows, where: Where): string {
  const averaged = by === undefined ? [] : claimColumns.filter((column) => !by.includes(column));
  const said = [
    ...conditions(where),
    models === undefined ? '' : `model ${listed(models)}`,
    averaged.length === 0 ? '' : `averaged over ${averaged.map((column) => columnWords[column]).join(', ')}`,
  ].filter((part) => part !== '');
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}

const columnWords: Readonly<Record<ClaimColumn, string>> = {
  model: 'models',
  layer: 'layers',
  epoch: 'points of training',
  channel: 'maps',
  channel_2: 'second maps',
};

/** The conditions of a `where` in words. */
export function conditions({ layer, layer_2, epoch, model, from, to, channel, settings }: Where): string[] {
  return [
    layer === undefined ? '' : listed(layer),
    layer_2 === undefined ? '' : `with ${listed(layer_2)}`,
    epoch === undefined ? '' : `epoch ${listed(epoch)}`,
    model === undefined ? '' : `model ${listed(model)}`,
    from === undefined ? '' : `from epoch ${from}`,
    to === undefined ? '' : `to epoch ${to}`,
    channel === undefined ? '' : `map ${listed(channel)}`,
    ...settingWords(settings ?? {}),
  ].filter((part) => part !== '');
}

function settingWords(settings: Settings): string[] {
  return Object.entries(settings).map(([axis, value]) => `${axis}=${listed(value)}`);
}

function listed(value: unknown): string {
  return [value].flat().map(String).join(', ');
}
