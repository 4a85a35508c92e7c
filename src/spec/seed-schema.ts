import { isObject, type Schema } from './schema.ts';

/** What a study's schema says of the seed alone: an axis over seeds has values and no study of their own. */
export function seedSchema(study: Schema): Schema {
  const properties =
    isObject(study.properties) && isObject(study.properties.seed) ? { seed: study.properties.seed } : {};
  return { type: 'object', properties };
}
