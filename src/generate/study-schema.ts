import type { Catalog, CatalogEntry } from '../node/declare.ts';
import { families } from '../node/declare.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { openLayers, openProperty } from './open-layers.ts';

/**
 * Puts the JSON Schema (draft-07) of a whole study together from the catalogue, for editors and other validators.
 *
 * An entry is chosen by `kind` (claims by `expect`, layers by their first key) with if/then, so that a wrong setting
 * gives one message and completion offers the settings of that kind only.
 */
export function makeStudySchema(catalog: Catalog): JsonObject {
  const { properties, description = '', required = [], ...study } = catalog.study;
  const whole = partsOf(catalog, wholeParts);
  const { parts: lackingParts, definitions: lacking } = partialParts(catalog.definitions);
  const partial = partsOf(catalog, lackingParts);
  const top = asObject(properties);
  const extending = { type: 'object', properties: { extends: {} }, required: ['extends'] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'infoplane study',
    description,
    ...study,
    properties: mapValues(top, (property, key) => {
      if (isFamily(property)) return described(property);
      return removable.includes(key) ? { description: asObject(property).description ?? '' } : property;
    }),
    if: extending,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      type: 'object',
      properties: {
        ...mapValues(removableOf(top), (part) => orNull(lackingParts.setting(part))),
        ...familiesOf(top, lackingParts),
      },
    },
    else: {
      type: 'object',
      required,
      properties: { ...requiredOf(top, required), ...removableOf(top), ...familiesOf(top, wholeParts) },
    },
    definitions: { ...whole, ...partial, ...mapValues(catalog.definitions, openLayers), ...lacking },
  };
}

/** Parts of the top level, besides the maps of entries, that a study can take away from its base. */
const removable: readonly string[] = ['matrix'];

function removableOf(top: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(top).filter(([key]) => removable.includes(key)));
}

/**
 * In a study that extends another one `null` takes away what the base says. Said so that an editor, to which a value that is
 * still to be written is null too, offers what can stand there.
 */
function orNull(property: Json): JsonObject {
  const { type, enum: values, ...rest } = asObject(property);
  if (typeof type === 'string') {
    return { ...rest, type: [type, 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
  }
  const { description } = rest;
  const about = description === undefined ? {} : { description };
  return { ...about, anyOf: [property, { type: 'null' }] };
}

/** How parts of a study are checked: whole, or lacking what a base says. */
interface Parts {
  /** Before the names of definitions. */
  readonly prefix: string;
  readonly lacking: boolean;
  /** The schema of a setting. */
  setting(property: Json): Json;
}

const wholeParts: Parts = { prefix: '', lacking: false, setting: (property) => openProperty(property, '') };

/**
 * Parts of a study that extends another one: every key may be missing, also inside settings of one form. A setting that
 * can be written in several forms replaces the base's, so it is whole.
 */
function partialParts(definitions: Catalog['definitions']): {
  readonly parts: Parts;
  readonly definitions: Record<string, Json>;
} {
  const prefix = 'partial.';
  const made: Record<string, Json> = {};
  const setting = (property: Json): Json => {
    const { $ref, ...own } = asObject(property);
    if (typeof $ref !== 'string') {
      if (own.properties) return lackingKeys(own);
      const named = own.additionalProperties;
      if (isJsonObject(named)) return { ...own, additionalProperties: orNull(setting(named)) };
      return openProperty(property, prefix);
    }
    const name = decodeURIComponent($ref.slice('#/definitions/'.length));
    const target = definitions[name];
    if (!isJsonObject(target) || !target.properties) return property;
    if (!(prefix + name in made)) {
      made[prefix + name] = true;
      made[prefix + name] = lackingKeys(target);
    }
    return { ...own, $ref: `#/definitions/${encodeURIComponent(prefix + name)}` };
  };
  const lackingKeys = ({
    required: _,
    properties,
    additionalProperties: additional,
    ...rest
  }: JsonObject): JsonObject => {
    return {
      ...rest,
      properties: mapValues(asObject(properties), (one) => orNull(setting(one))),
      ...(isJsonObject(additional)
        ? { additionalProperties: orNull(additional) }
        : { additionalProperties: false }),
    };
  };
  return { parts: { prefix, lacking: true, setting }, definitions: made };
}

function partsOf(catalog: Catalog, parts: Parts): JsonObject {
  const definitions: [string, JsonObject][] = [];
  for (const family of [...families, 'layer'] as const) {
    const entries = catalog.entries.filter((entry) => entry.family === family);
    const schema = family === 'layer' ? layerSchema(entries, parts) : familySchema(family, entries, parts);
    definitions.push([parts.prefix + family, schema]);
    for (const entry of entries)
      definitions.push([`${parts.prefix}${family}.${entry.kind}`, entrySchema(entry, parts)]);
  }
  return Object.fromEntries(definitions);
}

function isFamily(property: Json): boolean {
  return isJsonObject(property) && typeof property.entries === 'string';
}

/** A map of entries without what they hold, which depends on whether the study extends another one. */
function described(property: Json): Json {
  const { additionalProperties: _, propertyNames, ...rest } = asObject(property);
  return { ...rest, type: ['object', 'null'], ...(propertyNames === undefined ? {} : { propertyNames }) };
}

/** The maps of entries by family. In a study that extends another one, `null` removes an entry of the base. */
function familiesOf(top: JsonObject, { prefix, lacking }: Parts): JsonObject {
  const maps = Object.entries(top).filter(([, property]) => isFamily(property));
  return mapValues(Object.fromEntries(maps), (property) => {
    const { entries, description = '' } = asObject(property);
    const entry = { $ref: `#/definitions/${prefix}${entries}` };
    return {
      type: lacking ? ['object', 'null'] : 'object',
      description,
      additionalProperties: lacking ? { if: { type: 'null' }, else: entry } : entry,
    };
  });
}

function requiredOf(top: JsonObject, required: Json): JsonObject {
  const names = Array.isArray(required) ? required.map(String) : [];
  return Object.fromEntries(
    names.map((name) => [name, { description: asObject(top[name]).description ?? '' }]),
  );
}

/** Name of the key that says which kind an entry is. */
export function discriminator(entry: Pick<CatalogEntry, 'family' | 'kind'>): string {
  if (entry.family === 'layer') return entry.kind;
  return entry.family === 'claim' ? 'expect' : 'kind';
}

function familySchema(family: string, entries: readonly CatalogEntry[], parts: Parts): JsonObject {
  const key = family === 'claim' ? 'expect' : 'kind';
  const description = key === 'kind' ? `Kind of ${family}.` : 'What is expected of the values.';
  return {
    type: 'object',
    ...(parts.lacking ? {} : { required: [key] }),
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
      then: { $ref: `#/definitions/${parts.prefix}${family}.${entry.kind}` },
    })),
  };
}

function layerSchema(entries: readonly CatalogEntry[], { prefix }: Parts): JsonObject {
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
      then: { $ref: `#/definitions/${prefix}layer.${entry.kind}` },
    })),
  };
}

function entrySchema(entry: CatalogEntry, parts: Parts): JsonObject {
  const { properties, required = [], ...rest } = entry.params;
  const key = discriminator(entry);
  const setting = (property: Json) =>
    parts.lacking ? orNull(parts.setting(property)) : parts.setting(property);
  const first =
    entry.family === 'layer' ? nameOfLayer(entry) : { const: entry.kind, description: entry.summary };
  return {
    title: `${entry.kind} ${entry.family}`,
    description: entry.description,
    ...(entry.source === null ? {} : { source: entry.source }),
    ...rest,
    required: [key, ...(Array.isArray(required) && !parts.lacking ? required : [])],
    properties: { [key]: first, ...mapValues(asObject(properties), setting) },
  };
}

function nameOfLayer(entry: CatalogEntry): JsonObject {
  return {
    type: 'string',
    description: `Name of the layer. ${entry.summary}`,
    pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
  };
}

function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function asObject(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error('a schema is an object');
  return value;
}
