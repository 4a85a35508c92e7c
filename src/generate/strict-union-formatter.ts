import {
  type BaseType,
  type Definition,
  LiteralUnionTypeFormatter,
  PrimitiveUnionTypeFormatter,
  type SubTypeFormatter,
  UnionType,
} from 'ts-json-schema-generator';

/**
 * Writes unions over several JSON types without a list under `type`, which JSON Schema's strict mode (ajv) refuses:
 * `2 | 'e'` becomes an enum without a type, `number | string` an `anyOf`.
 */
export class StrictUnionFormatter implements SubTypeFormatter {
  readonly #formatters: readonly SubTypeFormatter[] = [
    new PrimitiveUnionTypeFormatter(),
    new LiteralUnionTypeFormatter(),
  ];

  supportsType(type: BaseType): boolean {
    return this.#find(type) !== undefined && type instanceof UnionType;
  }

  getDefinition(type: BaseType): Definition {
    const definition = this.#find(type)?.getDefinition(type) ?? {};
    const { type: types, ...rest } = definition;
    if (!Array.isArray(types)) return definition;
    return rest.enum === undefined ? { ...rest, anyOf: types.map((name) => ({ type: name })) } : rest;
  }

  getChildren(): BaseType[] {
    return [];
  }

  #find(type: BaseType): SubTypeFormatter | undefined {
    return this.#formatters.find((formatter) => formatter.supportsType(type));
  }
}
