import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { annotationKeywords } from '../node/annotation-keywords.ts';
import { isJsonObject, type Json } from '../plan/json.ts';
import { type Accepts, openPreparedChecks } from './prepared-checks.ts';
import { alternatives, type Definitions, plausible, type Schema } from './schema.ts';

/** One way in which a value breaks its schema; `path` leads to it from the value that was checked. */
export interface Violation {
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  /** What the keyword says of the failure, as ajv has it. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that holds the keyword. */
  readonly schema: Schema;
  readonly value: Json;
  /** Of a broken union: the branches that the value comes closest to, all when it is near none. */
  readonly branches: readonly Schema[];
}

/** Checks values against schemas of the catalogue; each schema is compiled when it is first used. */
export interface Validator {
  check(schema: Schema, value: Json): Violation[];
}

/** What schemas of kinds call the catalogue's definitions when they are compiled. */
export const catalogId = 'catalog';

/**
 * Makes a validator for schemas that refer to `definitions`.
 *
 * 1. ask the check that the build prepared, if there is one: most values are right
 * 2. else compile the schema, and collect what is wrong
 */
export function createValidator(definitions: Definitions): Validator {
  const prepared = once(() => openPreparedChecks(definitions));
  const ajv = once(() => openAjv(definitions));
  const accepting = new Map<Schema, Accepts | undefined>();
  const compiled = new Map<Schema, ValidateFunction>();

  function accepts(schema: Schema, value: Json): boolean {
    if (!accepting.has(schema)) accepting.set(schema, prepared()(schema));
    return accepting.get(schema)?.(value) ?? false;
  }

  function compile(schema: Schema): ValidateFunction {
    const known = compiled.get(schema);
    if (known) return known;
    const check = ajv().compile(absoluteRefs(schema));
    compiled.set(schema, check);
    return check;
  }

  function check(schema: Schema, value: Json): Violation[] {
    if (accepts(schema, value)) return [];
    const validate = compile(schema);
    if (validate(value)) return [];
    const errors = validate.errors ?? [];
    const unions = errors.filter(isUnion).map((error) => error.instancePath);
    const outside = errors.filter(
      (error) => !isUnion(error) && !unions.some((union) => isBelow(error, union)),
    );
    const outermost = errors.filter(
      (error) => isUnion(error) && !unions.some((union) => error.instancePath.startsWith(`${union}/`)),
    );
    const once = [...new Map(outermost.map((error) => [error.instancePath, error])).values()];
    return [
      ...outside.map((error) => toViolation(error, value, [])),
      ...once.flatMap((error) => explain(error, value)),
    ];
  }

  /** A broken union is told by the one branch that was meant; when that cannot be said, as the union. */
  function explain(error: ErrorObject, root: Json): Violation[] {
    const whole = toViolation(error, root, []);
    const branches = alternatives(whole.schema, definitions);
    const meant = plausible(branches, whole.value);
    const [only] = meant;
    if (only && meant.length === 1 && !('const' in only)) {
      const inner = check(only, whole.value);
      if (inner.length > 0) return inner.map((one) => ({ ...one, path: [...whole.path, ...one.path] }));
    }
    const typed = meant.length > 0 && isJsonObject(whole.value) ? meant : branches;
    return [{ ...whole, keyword: meant.length > 0 ? 'anyOf' : 'type', branches: typed }];
  }

  return { check };
}

/** Loads ajv, which takes as long as the whole check of a good study; with the keywords and definitions of the catalogue. */
function openAjv(definitions: Definitions): Ajv {
  const loaded: typeof import('ajv') = createRequire(import.meta.url)('ajv');
  const ajv = new loaded.Ajv({
    allErrors: true,
    strict: true,
    verbose: true,
    // The build and the generator's tests check the catalogue against the meta-schema; at run time that would only cost time.
    validateSchema: false,
    meta: false,
    addUsedSchema: false,
    code: { optimize: false },
  });
  ajv.addVocabulary([...annotationKeywords]);
  ajv.addSchema({ $id: catalogId, definitions });
  return ajv;
}

/** The schema with its references leading into the catalogue, whose definitions are then compiled once for all kinds. */
export function absoluteRefs(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const own = key === '$ref' && typeof value === 'string' && value.startsWith('#');
      return [key, own ? `${catalogId}${value}` : refsInside(value)];
    }),
  );
}

function refsInside(value: Json): Json {
  if (Array.isArray(value)) return value.map(refsInside);
  return isJsonObject(value) ? absoluteRefs(value) : value;
}

function isUnion(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf';
}

function isBelow(error: ErrorObject, path: string): boolean {
  return error.instancePath === path || error.instancePath.startsWith(`${path}/`);
}

function toViolation(error: ErrorObject, root: Json, branches: readonly Schema[]): Violation {
  const path = pointerPath(error.instancePath, root);
  const value = (error.data ?? null) as Json;
  const schema = (error.parentSchema ?? {}) as Schema;
  const params: Readonly<Record<string, unknown>> = {
    ...error.params,
    ...(error.propertyName === undefined ? {} : { propertyName: error.propertyName }),
  };
  return { path, keyword: error.keyword, params, schema, value, branches };
}

/** A JSON pointer as keys and, inside lists, numbers. */
function pointerPath(pointer: string, root: Json): (string | number)[] {
  const path: (string | number)[] = [];
  let value: Json | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      path.push(Number(key));
      value = value[Number(key)];
    } else {
      path.push(key);
      value = isJsonObject(value) ? value[key] : undefined;
    }
  }
  return path;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
