import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { alternatives, type Definitions, dereference, plausible, properties } from './schema.ts';

/** Values with their defaults by the value as it was given; the schema goes with it, since an alias may stand under two. */
export type FilledValues = WeakMap<object, { readonly schema: Json | undefined; readonly filled: Json }>;

/**
 * A valid value with the schema's defaults filled in, inside lists and unions too. Properties come in the schema's
 * order, so that what a study leaves out and what it spells out look alike.
 * @param known when given, a value that is asked for again gives the same object
 */
export function fillDefaults(
  schema: Json | undefined,
  value: Json,
  definitions: Definitions,
  known?: FilledValues,
): Json {
  if (typeof value !== 'object' || value === null) return value;
  const before = known?.get(value);
  if (before && before.schema === schema) return before.filled;
  const filled = fill(schema, value, definitions, known);
  known?.set(value, { schema, filled });
  return filled;
}

function fill(
  schema: Json | undefined,
  value: JsonObject | readonly Json[],
  definitions: Definitions,
  known?: FilledValues,
): Json {
  const forms = alternatives(schema, definitions);
  const branches = forms.length === 1 ? forms : plausible(forms, value);
  const branch = branches.length === 1 ? branches[0]! : {};
  if (Array.isArray(value)) {
    return branch.items === undefined
      ? value
      : value.map((item) => fillDefaults(branch.items, item, definitions, known));
  }
  if (!isJsonObject(value)) return value;
  const filled: { [key: string]: Json } = {};
  for (const [key, property] of Object.entries(properties(branch))) {
    const given = value[key] ?? defaultOf(property, definitions);
    if (given !== undefined) filled[key] = fillDefaults(property, given, definitions, known);
  }
  const others = isJsonObject(branch.additionalProperties) ? branch.additionalProperties : undefined;
  for (const [key, given] of Object.entries(value))
    if (!(key in filled)) filled[key] = fillDefaults(others, given, definitions, known);
  return filled;
}

function defaultOf(schema: Json, definitions: Definitions): Json | undefined {
  const own = isJsonObject(schema) ? schema.default : undefined;
  return own ?? dereference(schema, definitions).default;
}
