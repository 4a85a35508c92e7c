import type { KeyOrder, MapFacts } from '../document/format-yaml.ts';
import { findEntry } from '../node/catalog.ts';
import { type Catalog, families, type NodeFamily } from '../node/declare.ts';
import { isJsonObject, type Json } from '../plan/json.ts';
import { alternatives, properties, type Schema } from './schema.ts';
import { kindKey } from './spec.ts';

/**
 * The canonical order of a study's keys. Of an entry: its kind, what it reads, what it must say, the rest; of other maps,
 * and within these parts, the schema's. Entries, layers and axes keep the order that the study gives them, since rows and
 * trials come in it.
 */
export function studyOrder(catalog: Catalog): KeyOrder {
  return orderOf(catalog.study, [], catalog);
}

function orderOf(schema: Json, first: readonly string[], catalog: Catalog): KeyOrder {
  const forms = alternatives(schema, catalog.definitions);
  const known = Object.assign({}, ...forms.map(properties));
  return {
    keys: [...new Set([...first, ...Object.keys(known)])],
    below(key, facts) {
      const property = known[key];
      if (!isJsonObject(property)) return null;
      const family = families.find((one) => one === property.entries);
      if (family) return entriesOrder(family, catalog);
      if (property.layers === true) return layerOrder(facts, catalog);
      const [form, ...others] = alternatives(property.items ?? property, catalog.definitions);
      return form && others.length === 0 ? orderOf(form, [], catalog) : null;
    },
  };
}

function entriesOrder(family: NodeFamily, catalog: Catalog): KeyOrder {
  return {
    keys: [],
    below(_, facts) {
      const key = kindKey(family);
      const params = findEntry(catalog, family, facts.text(key) ?? '')?.params;
      return orderOf(params ?? {}, [key, ...leadingKeys(params ?? {}, catalog)], catalog);
    },
  };
}

/** The settings that name other entries, and then those that every entry of the kind has. */
function leadingKeys(params: Schema, catalog: Catalog): string[] {
  const known = properties(params);
  const refers = (schema: Json | undefined): boolean =>
    alternatives(schema, catalog.definitions).some(
      (form) =>
        families.some((family) => family === form.reference) ||
        (form.items !== undefined && refers(form.items)),
    );
  const required = Array.isArray(params.required) ? params.required : [];
  const keys = Object.keys(known);
  return [...keys.filter((key) => refers(known[key])), ...keys.filter((key) => required.includes(key))];
}

function layerOrder({ keys }: MapFacts, catalog: Catalog): KeyOrder | null {
  const entry = catalog.entries.find(({ family, kind }) => family === 'layer' && keys.includes(kind));
  return entry ? orderOf(entry.params, [entry.kind], catalog) : null;
}
