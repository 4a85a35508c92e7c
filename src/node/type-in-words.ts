import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';

/**
 * Says in words what a schema takes, Markdown: "whole number ≥ 1", "`max` or `average`", "name of a probe".
 * @param resolve fills in a schema's `$ref`
 */
export function typeInWords(schema: JsonObject, resolve: (schema: JsonObject) => JsonObject): string {
  return either(alternatives(schema, resolve));
}

type Resolve = (schema: JsonObject) => JsonObject;

/** What a schema takes, one text an alternative. */
function alternatives(schema: JsonObject, resolve: Resolve): string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map(code);
  if (!Array.isArray(schema.anyOf)) return [single(schema, resolve)];
  const all = schema.anyOf.flatMap((part: JsonObject) => alternatives(resolve(part), resolve));
  return [...new Set(all)];
}

function single(schema: JsonObject, resolve: Resolve): string {
  if (typeof schema.reference === 'string') return `name of ${article(schema.reference)}`;
  if (typeof schema.entries === 'string') return `map of ${schema.entries}s by name`;
  if (schema.layers === true) return 'list of layers';
  if (schema.const !== undefined) return code(schema.const);
  switch (schema.type) {
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return `number${bounds(schema)}`;
    case 'string':
      return 'text';
    case 'boolean':
      return '`true` or `false`';
    case 'array':
      return listInWords(schema.items, resolve);
    case 'object':
      return objectInWords(schema, resolve);
    default:
      return 'any value';
  }
}

function listInWords(items: Json | undefined, resolve: Resolve): string {
  if (Array.isArray(items)) {
    return `list of ${items.map((item: JsonObject) => typeInWords(resolve(item), resolve)).join(' and ')}`;
  }
  if (!isJsonObject(items) || Object.keys(items).length === 0) return 'list';
  const parts = alternatives(resolve(items), resolve);
  const [first = ''] = parts;
  return parts.length === 1 ? `list of ${plural(first)}` : `list of (${either(parts)})`;
}

function plural(words: string): string {
  return words
    .replace(/^name of an? (\w+)$/, 'names of $1s')
    .replace(/^(whole )?number\b/, '$&s')
    .replace(/^text$/, 'texts');
}

function objectInWords(schema: JsonObject, resolve: Resolve): string {
  if (isJsonObject(schema.properties)) return `\`{ ${Object.keys(schema.properties).join(', ')} }\``;
  const { additionalProperties: held } = schema;
  return isJsonObject(held) ? `map to ${typeInWords(resolve(held), resolve)}` : 'map';
}

function bounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonObject): string {
  const parts = [
    minimum === undefined ? [] : [`≥ ${minimum}`],
    exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`],
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [`≤ ${maximum}`],
    exclusiveMaximum === undefined ? [] : [`< ${exclusiveMaximum}`],
  ].flat();
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}

function either(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} or ${last}`;
}

/** A noun with `a` or `an` before it. */
export function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function code(value: Json): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
