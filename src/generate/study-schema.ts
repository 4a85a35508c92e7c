import type { Catalog, CatalogEntry } from '../node/declare.ts';
import { families } from '../node/declare.ts';
import { isJsonObject, type Json, type JsonObject } from '../node/json.ts';

/**
 * Puts the JSON Schema (draft-07) of a whole study together from the catalogue, for editors and other validators.
 *
 * An entry is chosen by `kind` (claims by `expect`, layers by their first key) with if/then, so that a wrong setting
 * gives one message and completion offers the settings of that kind only.
 */
export function makeStudySchema(catalog: Catalog): JsonObject {
  const { properties, description = '', ...study } = catalog.study;
  const definitions: [string, JsonObject][] = [];
  for (const family of [...families, 'layer'] as const) {
    const entries = catalog.entries.filter((entry) => entry.family === family);
    definitions.push([family, family === 'layer' ? layerSchema(entries) : familySchema(family, entries)]);
    for (const entry of entries) definitions.push([`${family}.${entry.kind}`, entrySchema(entry)]);
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'infoplane study',
    description,
    ...study,
    properties: mapValues(asObject(properties), openProperty),
    definitions: { ...Object.fromEntries(definitions), ...catalog.definitions },
  };
}

/** Name of the key that says which kind an entry is. */
export function discriminator(entry: Pick<CatalogEntry, 'family' | 'kind'>): string {
  if (entry.family === 'layer') return entry.kind;
  return entry.family === 'claim' ? 'expect' : 'kind';
}

function familySchema(family: string, entries: readonly CatalogEntry[]): JsonObject {
  const key = family === 'claim' ? 'expect' : 'kind';
  const description = key === 'kind' ? `Kind of ${family}.` : 'What is expected of the values.';
  return {
    type: 'object',
    required: [key],
    properties: {
      [key]: {
        type: 'string',
        description,
        enum: entries.map((entry) => entry.kind),
        enumDescriptions: entries.map((entry) => entry.summary),
      },
    },
    allOf: entries.map((entry) => ({
      if: { type: 'object', properties: { [key]: { const: entry.kind } }, required: [key] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/definitions/${family}.${entry.kind}` },
    })),
  };
}

function layerSchema(entries: readonly CatalogEntry[]): JsonObject {
  return {
    type: 'object',
    description: 'A layer: its kind and name first, then its settings.',
    anyOf: entries.map((entry) => ({
      title: `${entry.kind} layer`,
      properties: { [entry.kind]: nameOfLayer(entry) },
      required: [entry.kind],
    })),
    allOf: entries.map((entry) => ({
      if: { type: 'object', properties: { [entry.kind]: {} }, required: [entry.kind] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/definitions/layer.${entry.kind}` },
    })),
  };
}

function entrySchema(entry: CatalogEntry): JsonObject {
  const { properties, required = [], ...rest } = entry.params;
  const key = discriminator(entry);
  const first =
    entry.family === 'layer' ? nameOfLayer(entry) : { const: entry.kind, description: entry.summary };
  return {
    title: `${entry.kind} ${entry.family}`,
    description: entry.description,
    ...(entry.source === null ? {} : { source: entry.source }),
    ...rest,
    required: [key, ...(Array.isArray(required) ? required : [])],
    properties: { [key]: first, ...mapValues(asObject(properties), openProperty) },
  };
}

function nameOfLayer(entry: CatalogEntry): JsonObject {
  return {
    type: 'string',
    description: `Name of the layer. ${entry.summary}`,
    pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
  };
}

/** Ties maps of entries and lists of layers to the schema of what they hold. */
function openProperty(property: Json): Json {
  const { entries, layers, ...rest } = asObject(property);
  if (typeof entries === 'string') {
    return { ...rest, entries, additionalProperties: { $ref: `#/definitions/${entries}` } };
  }
  return layers === true ? { ...rest, layers, items: { $ref: '#/definitions/layer' } } : property;
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function asObject(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error('a schema is an object');
  return value;
}
