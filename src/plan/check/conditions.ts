import type { Origin } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { type LocatedNode, toPlain } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { EpochBounds } from '../row-times.ts';
import type { AxisConditions, StudyAxes } from './study-axes.ts';

/** The setting that holds conditions: `where`, or `than` of a claim. */
export type Holder = 'where' | 'than';

/** A value that a condition lists, with its place. */
export interface Listed {
  readonly value: Json;
  readonly origin: Origin;
  readonly path: string;
}

type Condition = 'layer' | 'layer_2' | 'model' | 'channel' | 'epoch' | 'from' | 'to';

/** The conditions that rows have to meet, as a claim or report writes them. */
export interface Conditions {
  /** The values that a condition lists; empty where there is none. */
  listed(condition: Condition): readonly Listed[];
  /** Values of axes, by the name that the study gives the axis. */
  readonly settings: readonly { readonly axis: Listed; readonly values: readonly Listed[] }[];
}

/** The conditions of several holders, a later one in the place of an earlier one: what `than` does not name is as in `where`. */
export function conditionsOf(spec: EntrySpec, holders: readonly Holder[]): Conditions {
  const last = (key: string) =>
    holders
      .map((holder) => ({ node: at(spec.tree, [holder, key])?.node, path: `${spec.path}.${holder}.${key}` }))
      .findLast(({ node }) => node !== undefined);
  return {
    listed(condition) {
      const found = last(condition);
      return found?.node ? itemsOf(found.node, found.path) : [];
    },
    settings: holders.flatMap((holder) => settingsIn(spec, holder)),
  };
}

function settingsIn(spec: EntrySpec, holder: Holder): Conditions['settings'] {
  const node = at(spec.tree, [holder, 'settings'])?.node;
  if (node?.type !== 'map') return [];
  return [...node.entries].map(([name, { key, value }]) => {
    const path = `${spec.path}.${holder}.settings.${name}`;
    return { axis: { value: name, origin: key, path }, values: itemsOf(value, path) };
  });
}

function itemsOf(node: LocatedNode, path: string): Listed[] {
  if (node.type !== 'seq') return [{ value: toPlain(node), origin: node.origin, path }];
  return node.items.map((item, index) => ({
    value: toPlain(item),
    origin: item.origin,
    path: `${path}.${index}`,
  }));
}

/** The bounds that conditions say. */
export function boundsOf(conditions: Conditions): EpochBounds {
  const [from] = conditions.listed('from');
  const [to] = conditions.listed('to');
  return {
    ...(typeof from?.value === 'number' ? { from: from.value } : {}),
    ...(typeof to?.value === 'number' ? { to: to.value } : {}),
  };
}

/** The values of axes that holders say, by the axis's path; a later holder in the place of an earlier one. */
export function axisConditions(spec: EntrySpec, holders: readonly Holder[], axes: StudyAxes): AxisConditions {
  const found = holders.flatMap((holder) => {
    const held = spec.params?.[holder];
    return isJsonObject(held) && isJsonObject(held.settings) ? Object.entries(held.settings) : [];
  });
  return Object.fromEntries(found.map(([name, wanted]) => [axes.names.get(name) ?? name, wanted]));
}
