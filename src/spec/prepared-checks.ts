import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../node/package-info.ts';
import type { Json } from '../plan/json.ts';
import type { Definitions, Schema } from './schema.ts';

/** Where the build puts the checks that it prepares, below the package's folder. */
export const preparedFile = 'dist/src/spec/checks.cjs';

/** The same for the checks of plans, which `validate` does without. */
export const preparedPlanFile = 'dist/src/spec/plan-checks.cjs';

/** Says whether a value keeps to a schema; not why it does not. */
export type Accepts = (value: Json) => boolean;

/**
 * The checks that the build made of the catalogue's schemas, so that a good study is validated without a schema being
 * compiled. They are found by what the schemas say, so none is ever out of date: a schema that the build did not know
 * has none.
 * @param file where they are, below the package's folder
 */
export function openPreparedChecks(
  definitions: Definitions,
  file = preparedFile,
): (schema: Schema) => Accepts | undefined {
  const path = join(packageRoot, file);
  if (!existsSync(path)) return () => undefined;
  const checks: Record<string, Accepts> = createRequire(import.meta.url)(path);
  const keyOf = checkKeys(definitions);
  return (schema) => checks[keyOf(schema)];
}

/** What a kind's schema says of settings of which some may be left out, as in a plan. */
export function partialSchema({ required: _, ...schema }: Schema): Schema {
  return schema;
}

/** Names for checks: a schema's text and that of the definitions it may refer to, hashed. */
export function checkKeys(definitions: Definitions): (schema: Schema) => string {
  const shared = hash(JSON.stringify(definitions));
  return (schema) => `check_${hash(shared + JSON.stringify(schema))}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
