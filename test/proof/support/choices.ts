import type { Json, JsonObject } from '../../../src/plan/json.ts';
import { isJsonObject } from '../../../src/plan/json.ts';

/** A way in which a setting can be given, which cases have to try. */
export interface Choice {
  readonly name: string;
  readonly made: (params: JsonObject) => boolean;
}

type Definitions = Readonly<Record<string, Json>>;
interface Branch {
  readonly label: string;
  readonly takes: (value: Json | undefined) => boolean;
}

/**
 * The choices that the schema of a kind's parameters offers: each value of a list, each form of a union, and of a number
 * with a default some other number.
 * @param apart settings that are left aside
 */
export function choicesOf(schema: JsonObject, definitions: Definitions, apart: readonly string[]): Choice[] {
  return Object.entries(schema.properties as Record<string, JsonObject>)
    .filter(([name]) => !apart.includes(name))
    .flatMap(([name, property]) =>
      branchesOf(property, definitions).map(({ label, takes }) => ({
        name: `${name}: ${label}`,
        made: (params: JsonObject) => takes(params[name]),
      })),
    );
}

function branchesOf(schema: JsonObject, definitions: Definitions): Branch[] {
  const { $ref, anyOf, enum: values, const: only, type } = schema;
  if (typeof $ref === 'string') {
    const target = definitions[$ref.replace('#/definitions/', '')] as JsonObject;
    const given = 'default' in schema ? { default: schema.default! } : {};
    return branchesOf({ ...target, ...given }, definitions);
  }
  if (Array.isArray(anyOf)) return anyOf.flatMap((each: JsonObject) => branchesOf(each, definitions));
  if (Array.isArray(values)) return values.map(valueBranch);
  if (only !== undefined) return [valueBranch(only)];
  if (type === 'boolean') return [true, false].map(valueBranch);
  if (type === 'object') {
    const [key = ''] = Object.keys((schema.properties ?? {}) as JsonObject);
    return [{ label: `{ ${key} }`, takes: (value) => isJsonObject(value) && key in value }];
  }
  if (type === 'array') return [{ label: 'a list', takes: (value) => Array.isArray(value) }];
  if (type === 'string') return [{ label: 'a text', takes: (value) => typeof value === 'string' }];
  return [
    {
      label: schema.default === undefined ? 'a number' : `not ${schema.default}`,
      takes: (value) => typeof value === 'number' && value !== schema.default,
    },
  ];
}

function valueBranch(value: Json): Branch {
  return { label: JSON.stringify(value), takes: (given) => given === value };
}
