import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/node/catalog.ts';
import { isJsonObject } from '../../src/plan/json.ts';
import { fillDefaults } from '../../src/spec/fill-defaults.ts';
import { alternatives, plausible } from '../../src/spec/schema.ts';
import { createValidator } from '../../src/spec/validator.ts';

const definitions = {
  Count: { type: 'integer', minimum: 1 },
  Fixed: { type: 'number', exclusiveMinimum: 0 },
  Rule: {
    type: 'object',
    required: ['h'],
    additionalProperties: false,
    properties: {
      h: { $ref: '#/definitions/Fixed' },
      form: { type: 'string', enum: ['a', 'b'], default: 'a' },
    },
  },
  Other: {
    type: 'object',
    required: ['k'],
    additionalProperties: false,
    properties: { k: { $ref: '#/definitions/Count' } },
  },
  Width: {
    anyOf: [
      { $ref: '#/definitions/Fixed' },
      { $ref: '#/definitions/Rule' },
      { $ref: '#/definitions/Other' },
      { type: 'string', const: 'auto' },
    ],
  },
};
const schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    width: { $ref: '#/definitions/Width' },
    list: { type: 'array', items: { $ref: '#/definitions/Width' } },
    base: { enum: [2, 'e'], default: 2 },
  },
};
const { check } = createValidator(definitions);
const found = (value: object) =>
  check(schema, JSON.parse(JSON.stringify(value))).map(({ path, keyword }) => `${path.join('.')} ${keyword}`);

describe('a union gives one message', () => {
  test.each([
    [{ width: 0 }, ['width exclusiveMinimum']],
    [{ width: true }, ['width type']],
    [{ width: 'atuo' }, ['width anyOf']],
    [{ width: { h: 'x' } }, ['width.h type']],
    [{ width: { h: 1, form: 'c' } }, ['width.form enum']],
    [{ width: { k: 0 } }, ['width.k minimum']],
    [{ width: { z: 0 } }, ['width anyOf']],
    [{ list: [1, { h: -1 }, null] }, ['list.1.h exclusiveMinimum', 'list.2 type']],
    [{ base: 3 }, ['base enum']],
    [{ width: 1, list: ['auto', { h: 2 }] }, []],
  ])('%j', (value, expected) => {
    expect(found(value)).toEqual(expected);
  });
});

test('of a broken union the branches that were meant are told', () => {
  const [violation] = check(schema, { width: true });
  expect(violation!.branches).toHaveLength(4);
  const [near] = check(schema, { width: { z: 0 } });
  expect(near!.branches).toHaveLength(2);
});

test('plausible chooses by type, then by known keys', () => {
  const branches = alternatives({ $ref: '#/definitions/Width' }, definitions);
  expect(plausible(branches, { form: 'a' })).toEqual([definitions.Rule]);
  expect(plausible(branches, 3)).toEqual([definitions.Fixed]);
  expect(plausible(branches, [])).toEqual([]);
});

test('defaults are filled in, inside unions too', () => {
  expect(fillDefaults(schema, { width: { h: 2 }, list: [{ h: 1 }, 3] }, definitions)).toEqual({
    width: { h: 2, form: 'a' },
    list: [{ h: 1, form: 'a' }, 3],
    base: 2,
  });
});

test('every schema of the catalogue compiles in strict mode', () => {
  const catalog = loadCatalog();
  const strict = createValidator(catalog.definitions);
  for (const entry of catalog.entries) expect(() => strict.check(entry.params, {})).not.toThrow();
  const all = Object.values(catalog.definitions).filter(isJsonObject);
  for (const definition of all) expect(() => strict.check(definition, {})).not.toThrow();
});
