import type { Json, JsonObject } from '../plan/plan.ts';

/** Whether a JSON value is an object, rather than a list or a single value. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
