import type { KeyOrder, MapFacts } from '../document/format-yaml.ts';
import { findEntry } from '../node/catalog.ts';
import { type Catalog, families, type NodeFamily } from '../node/declare.ts';
import type { Json } from '../node/json.ts';
import { alternatives, isObject, properties } from './schema.ts';
import { kindKey } from './spec.ts';

/**
 * The canonical order of a study's keys: that of the schema, with the kind first. Entries, layers and axes keep the
 * order that the study gives them, since rows and trials come in it.
 */
export function studyOrder(catalog: Catalog): KeyOrder {
  return orderOf(catalog.study, [], catalog);
}

function orderOf(schema: Json, first: readonly string[], catalog: Catalog): KeyOrder {
  const forms = alternatives(schema, catalog.definitions);
  const known = Object.assign({}, ...forms.map(properties));
  return {
    keys: [...first, ...Object.keys(known).filter((key) => !first.includes(key))],
    below(key, facts) {
      const property = known[key];
      if (!isObject(property)) return null;
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
      return orderOf(params ?? {}, [key], catalog);
    },
  };
}

function layerOrder({ keys }: MapFacts, catalog: Catalog): KeyOrder | null {
  const entry = catalog.entries.find(({ family, kind }) => family === 'layer' && keys.includes(kind));
  return entry ? orderOf(entry.params, [entry.kind], catalog) : null;
}
