import type { Json, JsonObject } from '../plan/plan.ts';
import { isJsonObject } from './is-json-object.ts';

/**
 * Says in words what a schema takes, Markdown: "whole number of at least 1", "`max` or `average`", "name of a probe".
 * @param resolve fills in a schema's `$ref`
 */
export function typeInWords(schema: JsonObject, resolve: (schema: JsonObject) => JsonObject): string {
  const words = (part: JsonObject) => typeInWords(resolve(part), resolve);
  if (typeof schema.reference === 'string') return `name of ${article(schema.reference)}`;
  if (typeof schema.entries === 'string') return `map of ${schema.entries}s by name`;
  if (schema.layers === true) return 'list of layers';
  if (schema.const !== undefined) return code(schema.const);
  if (Array.isArray(schema.enum)) return either(schema.enum.map(code));
  if (Array.isArray(schema.anyOf)) return either(schema.anyOf.map(words));
  switch (schema.type) {
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return `number${bounds(schema)}`;
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return listInWords(schema.items, words);
    case 'object':
      return objectInWords(schema, words);
    default:
      return 'any value';
  }
}

function listInWords(items: Json | undefined, words: (part: JsonObject) => string): string {
  if (Array.isArray(items)) return `list of ${items.map((item) => words(item)).join(' and ')}`;
  return isJsonObject(items) && Object.keys(items).length > 0 ? `list of ${words(items)}` : 'list';
}

function objectInWords(schema: JsonObject, words: (part: JsonObject) => string): string {
  if (isJsonObject(schema.properties)) return `\`{ ${Object.keys(schema.properties).join(', ')} }\``;
  return isJsonObject(schema.additionalProperties) ? `map of ${words(schema.additionalProperties)}` : 'map';
}

function bounds(schema: JsonObject): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const parts = [
    minimum === undefined ? '' : `at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    maximum === undefined ? '' : `at most ${maximum}`,
    exclusiveMaximum === undefined ? '' : `below ${exclusiveMaximum}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
}

function either(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} or ${last}`;
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function code(value: Json): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
