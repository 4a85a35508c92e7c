import { at } from '../document/path.ts';
import type { LocatedNode } from '../document/tree.ts';
import { findEntry } from '../node/catalog.ts';
import { type Catalog, families } from '../node/declare.ts';
import type { Json } from '../plan/json.ts';
import { kindAt } from './merge-studies.ts';
import { alternatives, properties, type Schema } from './schema.ts';

/**
 * Whether a study may say a setting that it leaves out, such as `matrix` or `models.net.training.momentum`: what the path
 * leads through is there, and the schema of that has the key.
 * @param path names of keys and layers, from the study down
 */
export function knowsSetting(study: LocatedNode, path: readonly string[], catalog: Catalog): boolean {
  let node = study;
  let forms = alternatives(catalog.study, catalog.definitions);
  for (const name of path.slice(0, -1)) {
    const inside = at(node, [name])?.node;
    if (!inside) return false;
    forms = alternatives(schemaInside(node, inside, name, forms, catalog), catalog.definitions);
    node = inside;
  }
  const last = path.at(-1);
  return last !== undefined && forms.some((form) => last in properties(form));
}

/** The schema of what a map has under a key, or a list of layers at a place. */
function schemaInside(
  node: LocatedNode,
  inside: LocatedNode,
  name: string,
  forms: readonly Schema[],
  catalog: Catalog,
): Json {
  if (node.type === 'seq') {
    const [kind = ''] = inside.type === 'map' ? inside.entries.keys() : [];
    return findEntry(catalog, 'layer', kind)?.params ?? {};
  }
  const family = families.find((one) => forms.some((form) => form.entries === one));
  if (!family) return forms.map((form) => properties(form)[name]).find((one) => one !== undefined) ?? {};
  const kind = kindAt(inside, family);
  return (kind !== null && findEntry(catalog, family, kind)?.params) || {};
}
