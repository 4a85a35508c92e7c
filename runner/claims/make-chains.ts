import type { ClaimColumn, ClaimRows } from '../../src/node/claim-parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import type { ClaimContext } from '../contract/claim.ts';
import { type ChainCell, chainCell } from './chain-cell.ts';
import { claimAxis } from './claim-axis.ts';
import { claimUnits } from './claim-units.ts';
import { type ClaimValue, claimValues } from './claim-values.ts';
import { layerOrder } from './layer-order.ts';

/** Values that are compared with each other, in order. */
export interface Chain {
  readonly unit: string;
  /** Places in words: layers, values of an axis. */
  readonly places: readonly string[];
  /** Where the places are: the epoch, the value of an axis, or the number of the place. */
  readonly at: readonly number[];
  readonly cells: readonly ChainCell[];
}

export interface Chains {
  /** Names of the units in the order of the plan, those without a value too. */
  readonly units: readonly string[];
  readonly chains: readonly Chain[];
  /** A row that the chains are made of. */
  readonly example: Row | undefined;
}

/** What values are followed along; null when each stands alone. */
export type Along = string | null;

interface Place {
  readonly name: string;
  readonly at: number;
}

const columns: readonly ClaimColumn[] = ['model', 'layer', 'epoch', 'channel', 'channel_2'];

/**
 * Puts the values of a claim into chains along the layers, the epochs or an axis of the matrix: one for each unit of
 * trials and each combination of the columns `by` (all but the one that is followed when left out). Rows of a trial that
 * fall together are averaged. A place that only other seeds of the same settings have is there without a value.
 *
 * Layers come in the probe's order, epochs in time, numbers of an axis in ascending order and its other values as the
 * matrix lists them.
 */
export function makeChains(params: ClaimRows, along: Along, context: ClaimContext): Chains {
  const axis =
    along === null || along === 'layer' || along === 'epoch' ? null : claimAxis(context.plan, along);
  const units = claimUnits(context.plan, axis ? [axis.name] : [], params.on === 'mean');
  const values = claimValues(params, context);
  const placeOf = placer(along, axis?.name ?? null, params, context);
  const key = groupKey(along, params.by);
  const drafts = new Map<string, Draft>();
  const families = new Map<string, Map<string, Place>>();
  for (const value of values) {
    const unit = units.get(String(value.row.trial));
    if (!unit) continue;
    const group = key(value);
    const family = along === 'epoch' || along === null ? `${unit.family}\n${group}` : unit.family;
    const places = families.get(family) ?? new Map<string, Place>();
    families.set(family, places);
    const place = placeOf(value);
    if (!places.has(place.name)) places.set(place.name, place);
    draftOf(drafts, unit.name, family, group).add(place.name, value);
  }
  addAbsent(drafts, units, families);
  return {
    units: [...new Set([...units.values()].map((unit) => unit.name))],
    chains: [...drafts.values()].map((draft) => draft.finish(families.get(draft.places)!)),
    example: values[0]?.row,
  };
}

/** A chain while values are added to it. */
class Draft {
  readonly places: string;
  readonly #unit: string;
  readonly #cells = new Map<string, ClaimValue[]>();

  constructor(unit: string, places: string) {
    this.#unit = unit;
    this.places = places;
  }

  add(place: string, value: ClaimValue): void {
    const known = this.#cells.get(place);
    if (known) known.push(value);
    else this.#cells.set(place, [value]);
  }

  finish(places: ReadonlyMap<string, Place>): Chain {
    const sorted = [...places.values()].sort((a, b) => a.at - b.at);
    return {
      unit: this.#unit,
      places: sorted.map((place) => place.name),
      at: sorted.map((place) => place.at),
      cells: sorted.map((place) => chainCell(this.#cells.get(place.name) ?? [])),
    };
  }
}

function draftOf(drafts: Map<string, Draft>, unit: string, places: string, group: string): Draft {
  const key = `${unit}\n${places}\n${group}`;
  const draft = drafts.get(key) ?? new Draft(unit, places);
  drafts.set(key, draft);
  return draft;
}

/** Chains of which another seed has values and this one none. */
function addAbsent(
  drafts: Map<string, Draft>,
  units: ReturnType<typeof claimUnits>,
  families: ReadonlyMap<string, unknown>,
): void {
  const siblings = new Map<string, Set<string>>();
  for (const unit of units.values()) {
    siblings.set(unit.family, (siblings.get(unit.family) ?? new Set()).add(unit.name));
  }
  for (const key of [...drafts.keys()]) {
    const unit = key.slice(0, key.indexOf('\n'));
    const rest = key.slice(unit.length);
    const [, family = ''] = rest.split('\n');
    for (const sibling of siblings.get(family) ?? []) {
      const places = drafts.get(key)!.places;
      if (families.has(places) && !drafts.has(`${sibling}${rest}`)) {
        drafts.set(`${sibling}${rest}`, new Draft(sibling, places));
      }
    }
  }
}

function groupKey(along: Along, by: readonly ClaimColumn[] = columns): (value: ClaimValue) => string {
  const kept = by.filter((column) => column !== along);
  return ({ row, moment }) =>
    kept.map((column) => (column === 'epoch' ? moment : String(row[column] ?? ''))).join('\t');
}

function placer(
  along: Along,
  axis: string | null,
  params: ClaimRows,
  context: ClaimContext,
): (value: ClaimValue) => Place {
  if (axis !== null) {
    const values = claimAxis(context.plan, axis).values;
    const numbers = values.every((value) => typeof value === 'number');
    const names = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    return ({ row }) => {
      const name = String(row[axis]);
      return { name, at: numbers ? Number(row[axis]) : names.indexOf(name) };
    };
  }
  if (along === 'layer') {
    const order = layerOrder(context.plan, params.estimator ?? '');
    return ({ row }) => ({ name: String(row.layer), at: order.indexOf(String(row.layer)) });
  }
  if (along === 'epoch') return ({ row, moment }) => ({ name: moment, at: Number(row.epoch) });
  return () => ({ name: '', at: 0 });
}
