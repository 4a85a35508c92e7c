import { toPlain } from '../../document/tree.ts';
import { families } from '../../node/declare.ts';
import { type EntrySpec, familyKeys, kindKey, type LayerSpec, type Spec } from '../../spec/spec.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * A study as plain values after all overlays, with every default spelled out. It reads back as the same study.
 * @param plugins their paths from the study's folder
 */
export function resolvedSpec(spec: Spec, plugins: readonly string[]): JsonObject {
  const { study, title, source, seed, matrix } = spec;
  const plain: { [key: string]: Json } = { study };
  if (plugins.length > 0) plain.plugins = [...plugins];
  Object.assign(plain, { title, ...(source === '' ? {} : { source }), seed });
  for (const family of families) {
    const entries = [...spec.entries[family].values()];
    if (entries.length > 0)
      plain[familyKeys[family]] = Object.fromEntries(entries.map((entry) => [entry.name, plainEntry(entry)]));
  }
  if (matrix) plain.matrix = toPlain(matrix);
  return plain;
}

function plainEntry(entry: EntrySpec): JsonObject {
  const { family, entry: kind, params, layers, heads } = entry;
  const plain = { [kindKey(family)]: kind.kind, ...params };
  if (family !== 'model' || layers === null || layers.length === 0) return plain;
  const given = isJsonObject(params?.heads) ? params.heads : {};
  const withLayers = heads.map(({ name, layers: own }): [string, Json] => {
    const head = given[name];
    return [name, isJsonObject(head) && own ? { ...head, layers: own.map(plainLayer) } : (head ?? null)];
  });
  return {
    ...plain,
    layers: layers.map(plainLayer),
    ...(heads.length > 0 ? { heads: Object.fromEntries(withLayers) } : {}),
  };
}

/** A layer without an `initializer` of its own stays without: its network's counts, which the matrix may vary. */
function plainLayer({ entry, name, params, tree }: LayerSpec): JsonObject {
  if (params === null || tree.entries.has('initializer')) return { [entry.kind]: name, ...params };
  const { initializer: _, ...others } = params;
  return { [entry.kind]: name, ...others };
}
