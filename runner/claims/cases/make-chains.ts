import type { ClaimColumn, ClaimRows } from '../../../src/node/claim-parameters.ts';
import { firstRows } from '../../../src/table/by-cells.ts';
import { ByKeys } from '../../../src/table/by-keys.ts';
import type { Row } from '../../../src/table/columns.ts';
import type { ClaimContext, ClaimTrial } from '../../contract/claim.ts';
import { claimTrials } from '../claim-trials.ts';
import { epochText } from '../judging/judge-chains.ts';
import type { Chain, KeptChain } from './chain.ts';
import { ChainDraft, type ChainPlace, trialsBySetting } from './chain-draft.ts';
import { claimAxis } from './claim-axis.ts';
import { type ClaimValue, type ClaimValues, claimValues } from './claim-values.ts';
import { layerOrder } from './layer-order.ts';
import { trialsOfValue } from './trials-of-value.ts';

export interface Chains {
  /** The trials of the claim in the order of the plan, those without a value too. */
  readonly units: readonly ClaimTrial[];
  readonly chains: readonly KeptChain[];
  /** The values that the chains are made of. */
  readonly values: ClaimValues;
}

/** What values are followed along; null when each stands alone. */
export type Along = string | null;

export const claimColumns: readonly ClaimColumn[] = ['model', 'layer', 'epoch', 'channel', 'channel_2'];

/**
 * Puts the values of a claim into chains along the layers, the epochs or an axis of the matrix: one for each setting
 * and each combination of the columns `by` (all but the one that is followed when left out). Rows of a trial that
 * fall together are averaged (see `trialsOfValue`). A place that only other seeds of the same settings have is there without a value.
 *
 * Layers come in the probe's order, epochs in time, numbers of an axis in ascending order and its other values as the
 * matrix lists them.
 */
export function makeChains(params: ClaimRows, along: Along, context: ClaimContext): Chains {
  const axis =
    along === null || along === 'layer' || along === 'epoch' ? null : claimAxis(context.plan, along).name;
  const units = claimTrials(context.plan, axis === null ? [] : [axis], params);
  const values = claimValues(params, context);
  const placer = placerOf(along, axis, params, context);
  const by = (params.by ?? claimColumns).filter((column) => column !== along);
  const ofGroup = groupWords(values.rows, by);
  const trials = distinctUnits(units);
  const trialsOfSetting = trialsBySetting(trials);
  const trialsOf = trialsOfValue(units);
  const apart = along === 'epoch' || along === null;
  const shared = new ByKeys<Map<string, ChainPlace>>(1);
  const drafts: ChainDraft<Map<string, ChainPlace>>[] = [];
  const draftBy = new ByKeys<(typeof drafts)[number]>(1 + by.length);
  values.forEach((value) => {
    const unit = units.get(String(value.row.trial));
    if (!unit) return;
    const { setting } = unit;
    const draft = draftBy.of(
      (place) => (place === 0 ? setting : groupCell(value, by[place - 1]!)),
      () => {
        const places = apart
          ? new Map<string, ChainPlace>()
          : shared.of(
              () => setting,
              () => new Map(),
            );
        const made = new ChainDraft(trialsOfSetting.get(setting)!, ofGroup(value), places);
        drafts.push(made);
        return made;
      },
    );
    const key = placer.keyOf(value);
    const { places } = draft;
    if (!places.has(key)) places.set(key, { number: places.size, ...placer.placeOf(value) });
    for (const trial of trialsOf(value)) draft.add(key, trial, value.value);
  });
  return { units: trials, chains: drafts.map((draft) => draft.finish()), values };
}

/** Each trial of the claim once, in the order of the plan. */
export function distinctUnits(units: ReadonlyMap<string, ClaimTrial>): ClaimTrial[] {
  return [...new Map([...units.values()].map((unit) => [unit.name, unit])).values()];
}

/** What tells the rows of a chain from those of others. */
export function groupKey(value: ClaimValue, by: readonly ClaimColumn[]): string {
  return by.map((column) => groupCell(value, column)).join('\t');
}

function groupCell({ row, moment }: ClaimValue, column: ClaimColumn): string {
  return column === 'epoch' ? moment : String(row[column] ?? '');
}

/** What a chain is of, in words: its model where there are several, its layer and maps, and the epoch. */
export function groupWords(
  rows: readonly Row[],
  by: readonly ClaimColumn[],
): (value: ClaimValue) => Pick<Chain, 'of' | 'epoch'> {
  const several = by.includes('model') && firstRows(['model'], rows).length > 1;
  return ({ row }) => {
    const maps = (['channel', 'channel_2'] as const).flatMap((column) =>
      by.includes(column) && row[column] != null ? [row[column]] : [],
    );
    const parts = [
      several ? String(row.model) : '',
      by.includes('layer') && row.layer != null ? String(row.layer) : '',
      maps.length > 0 ? (row.channel == null ? secondLayer(row) : `map ${maps.join(' and ')}`) : '',
    ];
    return {
      of: parts.filter((part) => part !== '').join(', '),
      epoch: by.includes('epoch') && typeof row.epoch === 'number' ? row.epoch : null,
    };
  };
}

/** The second layer of a pair in words, by its name where the row has it. */
function secondLayer({ layer_2, channel_2 }: Row): string {
  return layer_2 == null ? `with layer ${channel_2}` : `with ${layer_2}`;
}

/** Where values are on their chains. */
interface Placer {
  readonly keyOf: (value: ClaimValue) => string;
  /** The place of a key, of the first value that has it. */
  readonly placeOf: (value: ClaimValue) => Omit<ChainPlace, 'number'>;
}

function placerOf(along: Along, axis: string | null, params: ClaimRows, context: ClaimContext): Placer {
  if (axis !== null) {
    const values = claimAxis(context.plan, axis).values;
    const numbers = values.every((value) => typeof value === 'number');
    const names = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const keyOf = ({ row }: ClaimValue) => String(row[axis]);
    const placeOf = (value: ClaimValue) => {
      const name = keyOf(value);
      return { name, at: numbers ? Number(value.row[axis]) : names.indexOf(name) };
    };
    return { keyOf, placeOf };
  }
  if (along === 'layer') {
    const order = layerOrder(context.plan, params.estimator ?? '');
    const keyOf = ({ row }: ClaimValue) => String(row.layer);
    return { keyOf, placeOf: (value) => ({ name: keyOf(value), at: order.indexOf(keyOf(value)) }) };
  }
  if (along === 'epoch') {
    const placeOf = ({ row }: ClaimValue) => {
      const at = Number(row.epoch);
      return { name: `epoch ${epochText(at)}`, at };
    };
    return { keyOf: ({ moment }) => moment, placeOf };
  }
  return { keyOf: () => '', placeOf: () => ({ name: '', at: 0 }) };
}
