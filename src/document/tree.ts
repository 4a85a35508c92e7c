import type { Origin } from '../diagnostic/diagnostic.ts';
import type { Json } from '../plan/json.ts';

/**
 * A document as a tree in which every key and every value knows where it was written. Trees are never changed: an
 * overlay makes a new one that shares what stays, so the parts of one tree can come from several sources.
 */
export type LocatedNode = LocatedScalar | LocatedMap | LocatedSeq;

export interface LocatedScalar {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  readonly origin: Origin;
}

export interface LocatedEntry {
  readonly key: Origin;
  readonly value: LocatedNode;
}

export interface LocatedMap {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  readonly origin: Origin;
}

export interface LocatedSeq {
  readonly type: 'seq';
  readonly items: readonly LocatedNode[];
  readonly origin: Origin;
}

/** Contents of maps and lists that were read before. */
export type PlainValues = WeakMap<LocatedNode, Json>;

/**
 * The tree's content. Maps have no prototype, so a key such as `__proto__` is a key like any other.
 * @param known when given, a part that is asked for again is the same object
 */
export function toPlain(node: LocatedNode, known?: PlainValues): Json {
  if (node.type === 'scalar') return node.value;
  const before = known?.get(node);
  if (before !== undefined) return before;
  const plain = node.type === 'seq' ? node.items.map((item) => toPlain(item, known)) : plainMap(node, known);
  known?.set(node, plain);
  return plain;
}

function plainMap({ entries }: LocatedMap, known?: PlainValues): Json {
  const plain: { [key: string]: Json } = Object.create(null);
  for (const [key, entry] of entries) plain[key] = toPlain(entry.value, known);
  return plain;
}

/** The value of a map's key, or null. */
export function valueAt(map: LocatedNode | null, key: string): LocatedNode | null {
  return map?.type === 'map' ? (map.entries.get(key)?.value ?? null) : null;
}

/**
 * The name of a list's entry: the value of the first key of a map, when that is text. A layer
 * `{ conv: C1, filters: 6 }` is named C1.
 */
export function itemName(item: LocatedNode): string | null {
  if (item.type !== 'map') return null;
  const [first] = item.entries.values();
  return first?.value.type === 'scalar' && typeof first.value.value === 'string' ? first.value.value : null;
}
