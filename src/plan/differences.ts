import { canonicalJson } from './canonical.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** A value that is not the same on two sides; undefined where a side does not have it. */
export interface Difference {
  /** Dotted path; entries of a list that carry names are addressed by them. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** All values that differ, each as deep in the two trees as it is. */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): Difference[] {
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after))
    return [];
  const [a, b] = [asMap(before), asMap(after)];
  if (!a || !b) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const found = keys.flatMap((key) => {
    const below = path === '' ? key : `${path}.${key}`;
    return differences(own(a, key), own(b, key), below);
  });
  return found.length > 0 ? found : [{ path, before: Object.keys(a), after: Object.keys(b) }];
}

function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** A map, or a list of layers as the map of their names; null for anything else. */
function asMap(value: Json | undefined): JsonObject | null {
  if (isJsonObject(value)) return value;
  if (!Array.isArray(value) || value.length === 0 || !value.every(isJsonObject)) return null;
  const names = value.map((item) => Object.values(item)[0]);
  if (!names.every((name) => typeof name === 'string') || new Set(names).size < names.length) return null;
  return Object.fromEntries(value.map((item, index) => [String(names[index]), item]));
}
