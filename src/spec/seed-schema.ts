import { isJsonObject } from '../plan/json.ts';
import type { Schema } from './schema.ts';

/** What a study's schema says of the seed alone: an axis over seeds has values and no study of their own. */
export function seedSchema(study: Schema): Schema {
  const properties =
    isJsonObject(study.properties) && isJsonObject(study.properties.seed)
      ? { seed: study.properties.seed }
      : {};
  return { type: 'object', properties };
}
