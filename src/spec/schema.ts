import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';

/** A JSON Schema as the catalogue has it. */
export type Schema = JsonObject;
/** Schemas by name, for `#/definitions/...`. */
export type Definitions = { readonly [name: string]: Json };

/** The schema that a chain of `$ref`s ends in. */
export function dereference(schema: Json | undefined, definitions: Definitions): Schema {
  if (!isJsonObject(schema)) return {};
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const written = $ref.slice($ref.indexOf('#/definitions/') + '#/definitions/'.length);
  const name = written.includes('%') ? decodeURIComponent(written) : written;
  if (!(name in definitions)) throw new Error(`the catalogue has no definition ${name}`);
  return dereference(definitions[name], definitions);
}

/** The forms that a value may take: a union's branches, unions inside unions included, or the schema itself. */
export function alternatives(schema: Json | undefined, definitions: Definitions): Schema[] {
  const plain = dereference(schema, definitions);
  const branches = plain.anyOf ?? plain.oneOf;
  return Array.isArray(branches) ? branches.flatMap((branch) => alternatives(branch, definitions)) : [plain];
}

/**
 * The branches that the writer can have meant by `value`: those of its type and, for a map, the ones that know most of
 * its keys.
 */
export function plausible(branches: readonly Schema[], value: Json): Schema[] {
  const fitting = branches.filter((branch) => fitsType(branch, value));
  if (!isJsonObject(value) || fitting.length < 2) return fitting;
  const known = fitting.map((branch) => Object.keys(value).filter((key) => key in properties(branch)).length);
  const most = Math.max(...known);
  return most === 0 ? fitting : fitting.filter((_, index) => known[index] === most);
}

/** The named properties of a map's schema. */
export function properties(schema: Schema): JsonObject {
  return isJsonObject(schema.properties) ? schema.properties : {};
}

/** The values that an enum or a constant allows. */
export function allowedValues(schema: Schema): readonly Json[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  return schema.const === undefined ? [] : [schema.const];
}

function fitsType(schema: Schema, value: Json): boolean {
  const allowed = allowedValues(schema);
  if (allowed.length > 0) return allowed.some((one) => typeof one === typeof value);
  switch (schema.type) {
    case 'object':
      return isJsonObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return typeof value === 'number';
    case undefined:
      return true;
    default:
      return typeof value === schema.type;
  }
}
