import type { ClaimRows } from '../../src/node/claim-parameters.ts';
import type { Settings, Where } from '../../src/node/parameters.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { lossUnit } from '../../src/table/loss-unit.ts';
import { mergeOrders } from './layer-order.ts';
import type { Chains } from './make-chains.ts';

/** What a claim is about, in words. */
export interface ClaimWords {
  /** Such as `I(X;T)` or `test accuracy`. */
  readonly subject: string;
  /** Where it was narrowed, such as ` (C2; epoch last)`, else empty. */
  readonly scope: string;
  /** The tolerance with its unit, such as `0.02 bits`. */
  readonly slack: string;
  /** A number with the quantity's unit. */
  readonly amount: (value: number) => string;
  /** Layers or values of an axis that the chains go along, in order. */
  readonly places: readonly string[];
}

/** The words for a claim's settings and the rows that it found in a run of a plan. */
export function claimWords(
  params: ClaimRows,
  tolerance: number,
  { chains, example }: Chains,
  plan: Plan,
): ClaimWords {
  const unit = unitOf(params, example, plan);
  const amount = (value: number) => `${value} ${unit}`.trimEnd();
  const names = mergeOrders(chains.map((chain) => chain.places));
  return {
    subject: `${params.on === 'mean' ? 'the mean ' : ''}${subjectOf(params, example)}`,
    scope: scopeOf(params.where ?? {}),
    slack: amount(tolerance),
    amount,
    places: names,
  };
}

/** The quantity that a claim's rows hold. */
export function subjectOf(params: ClaimRows, example: Row | undefined): string {
  if (params.table === 'training') return `${params.split ?? 'test'} ${params.value ?? 'accuracy'}`;
  return example?.quantity ? String(example.quantity) : 'the value';
}

function unitOf(params: ClaimRows, example: Row | undefined, plan: Plan): string {
  if (params.table === 'training') return params.value === 'loss' ? lossUnit(plan, params) : '';
  return String(example?.unit ?? '');
}

function scopeOf(where: Where): string {
  const said = conditions(where);
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}

/** The conditions of a `where` in words, layers left out (they are named as places or by the rows). */
export function conditions({ layer, epoch, model, from, to, channel, settings }: Where): string[] {
  return [
    layer === undefined ? '' : listed(layer),
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
