import { isJsonObject, type Json } from '../plan/json.ts';

/**
 * Ties a list of layers to the schema of what it holds; other settings are as they were.
 * @param prefix before the names of definitions
 */
export function openProperty(property: Json, prefix: string): Json {
  if (!isJsonObject(property)) throw new Error('a schema is an object');
  const { layers, ...rest } = property;
  return layers === true ? { ...rest, layers, items: { $ref: `#/definitions/${prefix}layer` } } : property;
}

/** The same for the properties of a definition. */
export function openLayers(definition: Json): Json {
  if (!isJsonObject(definition) || !isJsonObject(definition.properties)) return definition;
  const properties = Object.entries(definition.properties).map(([key, one]) => [key, openProperty(one, '')]);
  return { ...definition, properties: Object.fromEntries(properties) };
}
