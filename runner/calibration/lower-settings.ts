import { isJsonObject } from '../../src/plan/json.ts';
import type { Json, JsonObject } from '../../src/plan/plan.ts';

/** Settings of which none is above what a case takes of it. */
export interface LowerSettings {
  readonly params: JsonObject;
  /** Which were lowered, as the card says it; empty where none was. */
  readonly words: string;
}

/**
 * Brings settings that decide how long an estimator works down to what its known cases take at most, as the number of their samples is
 * brought down: the page is drawn in seconds whatever a study asks for.
 *
 * @param most by dotted path
 * @example lowerSettings({ slices: 300 }, { slices: 100 }) // { params: { slices: 100 }, words: 'The cases take at most 100 slices (the study has 300).' }
 */
export function lowerSettings(params: JsonObject, most: Readonly<Record<string, number>>): LowerSettings {
  let lowered = params;
  const said: string[] = [];
  for (const [path, bound] of Object.entries(most)) {
    const names = path.split('.');
    const value = valueAt(params, names);
    if (typeof value !== 'number' || value <= bound) continue;
    lowered = withValue(lowered, names, bound);
    said.push(`${bound} ${names.at(-1)} (the study has ${value})`);
  }
  return { params: lowered, words: said.length === 0 ? '' : `The cases take at most ${said.join(', ')}.` };
}

function valueAt(params: JsonObject, names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    params,
  );
}

function withValue(params: JsonObject, [name = '', ...inner]: readonly string[], value: number): JsonObject {
  const own = params[name];
  return { ...params, [name]: inner.length > 0 && isJsonObject(own) ? withValue(own, inner, value) : value };
}
