import type { Json } from '../node/json.ts';
import { alternatives, type Definitions, dereference, isObject, plausible, properties } from './schema.ts';

/**
 * A valid value with the schema's defaults filled in, inside lists and unions too. Properties come in the schema's
 * order, so that what a study leaves out and what it spells out look alike.
 */
export function fillDefaults(schema: Json | undefined, value: Json, definitions: Definitions): Json {
  if (typeof value !== 'object' || value === null) return value;
  const forms = alternatives(schema, definitions);
  const branches = forms.length === 1 ? forms : plausible(forms, value);
  const branch = branches.length === 1 ? branches[0]! : {};
  if (Array.isArray(value)) {
    return branch.items === undefined
      ? value
      : value.map((item) => fillDefaults(branch.items, item, definitions));
  }
  if (!isObject(value)) return value;
  const filled: { [key: string]: Json } = {};
  for (const [key, property] of Object.entries(properties(branch))) {
    const given = value[key] ?? defaultOf(property, definitions);
    if (given !== undefined) filled[key] = fillDefaults(property, given, definitions);
  }
  for (const [key, given] of Object.entries(value)) if (!(key in filled)) filled[key] = given;
  return filled;
}

function defaultOf(schema: Json, definitions: Definitions): Json | undefined {
  const own = isObject(schema) ? schema.default : undefined;
  return own ?? dereference(schema, definitions).default;
}
