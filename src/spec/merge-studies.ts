import {
  itemName,
  type LocatedEntry,
  type LocatedMap,
  type LocatedNode,
  type LocatedSeq,
  valueAt,
} from '../document/tree.ts';
import { findEntry } from '../node/catalog.ts';
import { type Catalog, families, type NodeFamily } from '../node/declare.ts';
import { isJsonObject, type Json } from '../plan/json.ts';
import { alternatives, dereference, properties, type Schema } from './schema.ts';
import { kindKey } from './spec.ts';

/**
 * A study over its base. Maps merge key by key and `null` removes what the base has; what the study says wins.
 *
 * - An entry or a layer that says another kind replaces the base's whole.
 * - A setting that can be written in several forms (`at`, `bandwidth`, an axis of the matrix) is replaced whole.
 * - Layers merge by their names, in the base's order, and new ones come after; other lists are replaced whole.
 *
 * What merges keeps the base's place, and every setting its own; the study itself is where `over` is.
 */
export function mergeStudies(base: LocatedNode, over: LocatedNode, catalog: Catalog): LocatedNode {
  if (base.type !== 'map' || over.type !== 'map') return over;
  const merged = mergeMaps(base, over, catalog.study, catalog);
  return { ...merged, origin: over.origin };
}

/** @param schema of the value; empty where nothing is known of it */
function merge(base: LocatedNode, over: LocatedNode, schema: Json, catalog: Catalog): LocatedNode {
  const forms = alternatives(schema, catalog.definitions);
  const [form = {}] = forms;
  if (base.type === 'map' && over.type === 'map') {
    return forms.length > 1 ? over : mergeMaps(base, over, form, catalog);
  }
  if (base.type === 'seq' && over.type === 'seq' && holdsLayers(schema, catalog)) {
    return mergeLayers(base, over, catalog);
  }
  return over;
}

function holdsLayers(schema: Json, catalog: Catalog): boolean {
  const own = isJsonObject(schema) && schema.layers === true;
  return own || dereference(schema, catalog.definitions).layers === true;
}

function mergeMaps(base: LocatedMap, over: LocatedMap, schema: Schema, catalog: Catalog): LocatedMap {
  const entries = new Map<string, LocatedEntry>(base.entries);
  const known = properties(schema);
  const others = isJsonObject(schema.additionalProperties) ? schema.additionalProperties : {};
  const family = families.find((one) => one === schema.entries);
  for (const [key, { key: origin, value }] of over.entries) {
    const below = entries.get(key);
    const removed = value.type === 'scalar' && value.value === null;
    // a setting that the base leaves out can be removed all the same, an entry that it does not have cannot
    if (removed && (below || key in known)) entries.delete(key);
    else if (!below) entries.set(key, { key: origin, value });
    else if (family) entries.set(key, mergeEntries(family, below, { key: origin, value }, catalog));
    else
      entries.set(key, { key: below.key, value: merge(below.value, value, known[key] ?? others, catalog) });
  }
  return { ...base, entries };
}

function mergeEntries(
  family: NodeFamily,
  base: LocatedEntry,
  over: LocatedEntry,
  catalog: Catalog,
): LocatedEntry {
  const kind = kindAt(base.value, family);
  const other = kindAt(over.value, family);
  if (base.value.type !== 'map' || over.value.type !== 'map' || (other !== null && other !== kind))
    return over;
  const schema = (kind !== null && findEntry(catalog, family, kind)?.params) || {};
  return { key: base.key, value: mergeMaps(base.value, over.value, schema, catalog) };
}

/** The kind that an entry says; null when it says none. */
export function kindAt(entry: LocatedNode, family: NodeFamily): string | null {
  const kind = valueAt(entry, kindKey(family));
  return kind?.type === 'scalar' && typeof kind.value === 'string' ? kind.value : null;
}

function mergeLayers(base: LocatedSeq, over: LocatedSeq, catalog: Catalog): LocatedSeq {
  const places = new Map(base.items.map((item, index) => [itemName(item), index]));
  const items = [...base.items];
  for (const layer of over.items) {
    const name = itemName(layer);
    const place = name === null ? undefined : places.get(name);
    if (place === undefined) items.push(layer);
    else items[place] = mergeLayer(base.items[place]!, layer, catalog);
  }
  return { ...base, items };
}

function mergeLayer(base: LocatedNode, over: LocatedNode, catalog: Catalog): LocatedNode {
  if (base.type !== 'map' || over.type !== 'map') return over;
  const [kind] = over.entries.keys();
  const [known] = base.entries.keys();
  if (kind === undefined || kind !== known) return over;
  const settings = new Map(over.entries);
  settings.delete(kind);
  const schema = findEntry(catalog, 'layer', kind)?.params ?? {};
  return mergeMaps(base, { ...over, entries: settings }, schema, catalog);
}
