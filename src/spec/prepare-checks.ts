import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { annotationKeywords } from '../node/annotation-keywords.ts';
import type { Catalog } from '../node/declare.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { settledFamilies } from './plan-problem.ts';
import { checkKeys, partialSchema } from './prepared-checks.ts';
import type { Definitions, Schema } from './schema.ts';
import { seedSchema } from './seed-schema.ts';
import { absoluteRefs, catalogId } from './validator.ts';

const silent: readonly string[] = [...annotationKeywords, 'description', 'title', 'default', 'examples'];

/** Makes the code of checks for the schemas of a catalogue: a CommonJS module, its functions named by `checkKeys`. */
export function prepareChecks({ definitions, study, entries }: Catalog): string {
  const ajv = openAjv(definitions);
  const schemas = [study, seedSchema(study), ...entries.map(({ params }) => params)];
  return wordless(standalone.default(ajv, addChecks(ajv, definitions, schemas)));
}

/** The same for a plan as a whole and the settings of the kinds that `planProblem` looks at. */
export function preparePlanChecks({ definitions, entries }: Catalog, planSchema: JsonObject): string {
  const ajv = openAjv(definitions);
  const settled = entries.filter(({ family }) => settledFamilies.includes(family));
  const names = addChecks(
    ajv,
    definitions,
    settled.map(({ params }) => partialSchema(params)),
  );
  const key = checkKeys({})(planSchema);
  ajv.addSchema({ ...bare(planSchema), $id: key });
  return wordless(standalone.default(ajv, { ...names, [key]: key }));
}

/** Code of checks that does not say what is wrong: nearly half of it makes errors, of which nobody asks more than whether there is one. */
function wordless(code: string): string {
  return code.replace(/\{instancePath[:,][^{}]*?,params:\{[^{}]*\}\}/g, '{}');
}

function openAjv(definitions: Definitions): Ajv {
  const options = { strict: true, allowUnionTypes: true, messages: false, code: { source: true } };
  const ajv = new Ajv(options);
  ajv.addSchema({ $id: catalogId, definitions: onNames(definitions, bare) });
  return ajv;
}

/** Adds schemas of the catalogue under their keys; gives the names of their functions. */
function addChecks(ajv: Ajv, definitions: Definitions, schemas: readonly Schema[]): Record<string, string> {
  const keyOf = checkKeys(definitions);
  const names: Record<string, string> = {};
  for (const schema of schemas) {
    const key = keyOf(schema);
    if (key in names) continue;
    names[key] = key;
    ajv.addSchema({ ...bare(absoluteRefs(schema)), $id: key });
  }
  return names;
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
