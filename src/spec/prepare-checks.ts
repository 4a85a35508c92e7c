import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { annotationKeywords } from '../node/annotation-keywords.ts';
import type { Catalog } from '../node/declare.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { checkKeys } from './prepared-checks.ts';
import { seedSchema } from './seed-schema.ts';
import { absoluteRefs, catalogId } from './validator.ts';

const silent: readonly string[] = [...annotationKeywords, 'description', 'title', 'default', 'examples'];

/** Makes the code of checks for the schemas of a catalogue: a CommonJS module, its functions named by `checkKeys`. */
export function prepareChecks({ definitions, study, entries }: Catalog): string {
  const ajv = new Ajv({ strict: true, messages: false, code: { source: true } });
  ajv.addSchema({ $id: catalogId, definitions: onNames(definitions, bare) });
  const keyOf = checkKeys(definitions);
  const names: Record<string, string> = {};
  for (const schema of [study, seedSchema(study), ...entries.map(({ params }) => params)]) {
    const key = keyOf(schema);
    if (key in names) continue;
    names[key] = key;
    ajv.addSchema({ ...bare(absoluteRefs(schema)), $id: key });
  }
  return standalone.default(ajv, names);
}

/** A schema without what checks nothing, so that the code is short. */
function bare<T extends Json>(schema: T): T;
function bare(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((one) => bare(one));
  if (!isJsonObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !silent.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties' && isJsonObject(value) ? onNames(value, bare) : bare(value),
    ]),
  );
}

/** Properties and definitions have names of their own, which may be those of keywords. */
function onNames(map: JsonObject, change: (schema: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, change(schema)]));
}
