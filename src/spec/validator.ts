import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { annotationKeywords } from '../node/annotation-keywords.ts';
import type { Json } from '../node/json.ts';
import { alternatives, type Definitions, isObject, plausible, type Schema } from './schema.ts';

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

const catalogId = 'catalog';

/** Makes a validator for schemas that refer to `definitions`. */
export function createValidator(definitions: Definitions): Validator {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    verbose: true,
    // The generator's tests check the catalogue against the meta-schema; at run time that would only cost time.
    validateSchema: false,
    meta: false,
    addUsedSchema: false,
    code: { optimize: false },
  });
  ajv.addVocabulary([...annotationKeywords]);
  ajv.addSchema({ $id: catalogId, definitions });
  const compiled = new Map<Schema, ValidateFunction>();

  function compile(schema: Schema): ValidateFunction {
    const known = compiled.get(schema);
    if (known) return known;
    const check = ajv.compile(absoluteRefs(schema));
    compiled.set(schema, check);
    return check;
  }

  function check(schema: Schema, value: Json): Violation[] {
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
    const typed = meant.length > 0 && isObject(whole.value) ? meant : branches;
    return [{ ...whole, keyword: meant.length > 0 ? 'anyOf' : 'type', branches: typed }];
  }

  return { check };
}

/** The schema with its references leading into the catalogue, whose definitions are then compiled once for all kinds. */
function absoluteRefs<T extends Json>(schema: T): T;
function absoluteRefs(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(absoluteRefs);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const own = key === '$ref' && typeof value === 'string' && value.startsWith('#');
      return [key, own ? `${catalogId}${value}` : absoluteRefs(value)];
    }),
  );
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
      value = isObject(value) ? value[key] : undefined;
    }
  }
  return path;
}
