import type { Origin } from '../diagnostic/diagnostic.ts';
import { itemName, type LocatedMap, type LocatedNode, type LocatedSeq } from './tree.ts';

/** One step of a dotted path: a key of a map, the name of a list's entry, or its number from 0. */
export interface PathStep {
  readonly name: string;
  /** Where the step was written, which is where a key that it makes is said to be. */
  readonly origin: Origin;
}

/** Why a path leads nowhere: the step that failed, and the names it could have had. */
export interface PathFailure {
  readonly failed: number;
  readonly known: readonly string[];
}

/** A value and the key (or list entry) it belongs to. */
export interface PathPlace {
  readonly node: LocatedNode;
  readonly key: Origin;
}

/** What lies at a path, or null. An empty path is the tree itself; a number is a place in a list, whatever the names. */
export function at(tree: LocatedNode, path: readonly (string | number)[]): PathPlace | null {
  let place: PathPlace = { node: tree, key: tree.origin };
  for (const name of path) {
    const next = child(place.node, name);
    if (!next) return null;
    place = next;
  }
  return place;
}

/**
 * List entries that values were put into: an entry with the same value at the same path is the same node again, so that
 * what was made of it once can be used again.
 */
export type ChangedItems = WeakMap<LocatedNode, Map<LocatedNode | null, Map<readonly PathStep[], Changed>>>;

type Changed = LocatedNode | PathFailure;

/** A value to put at a path, or null to remove what is there. */
interface Setting {
  readonly path: readonly PathStep[];
  readonly value: LocatedNode | null;
  readonly items: ChangedItems;
}

/** The tree with `value` at `path`. Keys that are missing are made; list entries must exist. */
export function setAt(
  tree: LocatedNode,
  path: readonly PathStep[],
  value: LocatedNode,
  items: ChangedItems = new WeakMap(),
): Changed {
  return setFrom(tree, 0, { path, value, items });
}

/** The tree without what lies at `path`. */
export function removeAt(
  tree: LocatedNode,
  path: readonly PathStep[],
  items: ChangedItems = new WeakMap(),
): Changed {
  return setFrom(tree, 0, { path, value: null, items });
}

/** Whether {@link setAt} or {@link removeAt} failed. */
export function isFailure(result: LocatedNode | PathFailure): result is PathFailure {
  return 'failed' in result;
}

/** The names by which a map's keys or a list's entries are reached. */
export function childNames(node: LocatedNode): string[] {
  if (node.type === 'map') return [...node.entries.keys()];
  if (node.type === 'seq') return node.items.map((item, index) => itemName(item) ?? String(index));
  return [];
}

function child(node: LocatedNode, name: string | number): PathPlace | null {
  if (typeof name === 'number') {
    const item = node.type === 'seq' ? node.items[name] : undefined;
    return item ? { node: item, key: item.origin } : null;
  }
  if (node.type === 'map') {
    const entry = node.entries.get(name);
    return entry ? { node: entry.value, key: entry.key } : null;
  }
  if (node.type === 'scalar') return null;
  const item = node.items[itemIndex(node, name)];
  return item ? { node: item, key: item.origin } : null;
}

function itemIndex(seq: LocatedSeq, name: string): number {
  const named = seq.items.findIndex((item) => itemName(item) === name);
  return named >= 0 || !/^\d+$/.test(name) ? named : Number(name);
}

function setFrom(node: LocatedNode, depth: number, setting: Setting): Changed {
  const step = setting.path[depth];
  if (!step) throw new Error('a path has at least one step');
  if (node.type === 'map') return setInMap(node, step, depth, setting);
  if (node.type === 'seq') return setInSeq(node, step, depth, setting);
  return { failed: depth, known: [] };
}

function setInMap(map: LocatedMap, step: PathStep, depth: number, setting: Setting): Changed {
  const { path, value } = setting;
  const entries = new Map(map.entries);
  const existing = entries.get(step.name);
  if (!existing && value === null) return { failed: depth, known: childNames(map) };
  if (depth === path.length - 1) {
    if (value === null) entries.delete(step.name);
    else entries.set(step.name, { key: existing?.key ?? step.origin, value });
    return { ...map, entries };
  }
  const inner = existing?.value ?? { type: 'map', entries: new Map(), origin: step.origin };
  const changed = setFrom(inner, depth + 1, setting);
  if (isFailure(changed)) return changed;
  entries.set(step.name, { key: existing?.key ?? step.origin, value: changed });
  return { ...map, entries };
}

function setInSeq(seq: LocatedSeq, step: PathStep, depth: number, setting: Setting): Changed {
  const { path, value } = setting;
  const index = itemIndex(seq, step.name);
  const item = seq.items[index];
  if (!item) return { failed: depth, known: childNames(seq) };
  if (depth < path.length - 1) {
    const changed = setInItem(item, depth + 1, setting);
    return isFailure(changed) ? changed : { ...seq, items: seq.items.with(index, changed) };
  }
  const items = value === null ? seq.items.toSpliced(index, 1) : seq.items.with(index, value);
  return { ...seq, items };
}

function setInItem(item: LocatedNode, depth: number, setting: Setting): Changed {
  const { path, value, items } = setting;
  const byValue = items.get(item) ?? new Map();
  items.set(item, byValue);
  const byPath = byValue.get(value) ?? new Map();
  byValue.set(value, byPath);
  const changed = byPath.get(path) ?? setFrom(item, depth, setting);
  byPath.set(path, changed);
  return changed;
}
