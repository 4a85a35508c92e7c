import { join } from 'node:path';
import type { Catalog, CatalogEntry } from '../node/declare.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import type { FoundKind } from './find-kinds.ts';
import { GenerateError } from './generate-error.ts';
import type { InterfaceSchema, SchemaReader } from './params-schema.ts';
import { readInputs, readPortType, readProvides, readQuantities } from './read-facts.ts';

/** File of the study's own declaration, below the root. */
export const studyFile = 'src/spec/study.ts';

/**
 * Makes the catalogue: facts from the declarations, schemas from the types. Types of a kind's own file become
 * definitions named `<family>.<kind>.<Type>`; types of shared files keep their name.
 */
export function makeCatalog(root: string, kinds: readonly FoundKind[], readSchema: SchemaReader): Catalog {
  const definitions: Record<string, JsonObject> = {};
  const add = (name: string, definition: JsonObject, from: string): void => {
    const known = definitions[name];
    if (known && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new GenerateError(`another shared type is called \`${name}\` too; rename one of them`, from);
    }
    definitions[name] = definition;
  };
  const entries = kinds.map((kind): CatalogEntry => {
    const rename = (name: string) =>
      kind.localTypes.has(name) ? `${kind.family}.${kind.kind}.${name}` : name;
    const read = renameDefinitions(readSchema(join(root, kind.file), 'Params'), rename);
    for (const [name, definition] of Object.entries(read.definitions)) add(name, definition, kind.file);
    return makeEntry(kind, read.schema);
  });
  const study = readSchema(join(root, studyFile), 'Study');
  for (const [name, definition] of Object.entries(study.definitions)) add(name, definition, studyFile);
  const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
  const catalog: Catalog = { format: 1, study: study.schema, definitions: sorted, entries };
  checkDescriptions(catalog);
  return catalog;
}

/** The entry of a kind, with the schema of its parameters. */
export function makeEntry(kind: FoundKind, schema: JsonObject): CatalogEntry {
  const { description: _, source: __, properties = {}, ...rest } = schema;
  const { facts, place } = kind;
  const params = { ...rest, properties };
  return {
    family: kind.family,
    kind: kind.kind,
    version: Number(facts.version),
    ...kind.documentation,
    params,
    inputs: readInputs(facts.inputs, params, place),
    output: facts.output === undefined ? null : readPortType(facts.output, place),
    provides: facts.provides === undefined ? null : readProvides(facts.provides, params, place),
    ...(facts.quantities === undefined
      ? {}
      : { quantities: readQuantities(facts.quantities, params, place) }),
    ...(kind.readsStates ? { readsStates: true as const } : {}),
    file: kind.file,
  };
}

/** A schema whose definitions have other names. */
export function renameDefinitions(read: InterfaceSchema, rename: (name: string) => string): InterfaceSchema {
  const prefix = '#/definitions/';
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) =>
        key === '$ref' && typeof part === 'string'
          ? [key, prefix + rename(decodeURIComponent(part.slice(prefix.length)))]
          : [key, walk(part)],
      ),
    );
  };
  const definitions = Object.entries(read.definitions).map(([name, part]) => [rename(name), walk(part)]);
  return { schema: walk(read.schema) as JsonObject, definitions: Object.fromEntries(definitions) };
}

/** Editors and reference pages show a description for every setting, so none may lack one. */
function checkDescriptions(catalog: Catalog): void {
  const walk = (value: Json, where: string): void => {
    if (value === null || typeof value !== 'object') return;
    if (!Array.isArray(value) && isJsonObject(value) && isJsonObject(value.properties)) {
      for (const [name, property] of Object.entries(value.properties)) {
        const described = isJsonObject(property) && typeof property.description === 'string';
        if (!described)
          throw new GenerateError(`\`${name}\` needs a TSDoc comment that says what it is`, where);
      }
    }
    for (const part of Object.values(value)) walk(part, where);
  };
  for (const entry of catalog.entries) walk(entry.params, entry.file);
  walk(catalog.study, studyFile);
  for (const [name, definition] of Object.entries(catalog.definitions)) walk(definition, `the type ${name}`);
}
