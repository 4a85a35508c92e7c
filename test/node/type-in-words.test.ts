import { expect, test } from 'vitest';
import { typeInWords } from '../../src/node/type-in-words.ts';
import type { JsonObject } from '../../src/plan/json.ts';

const cases: [JsonObject, string][] = [
  [{ type: 'string' }, 'text'],
  [{ type: 'boolean' }, '`true` or `false`'],
  [{ type: 'integer', minimum: 10, maximum: 20 }, 'whole number ≥ 10 and ≤ 20'],
  [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'whole number ≥ 0'],
  [{ enum: [2, 'e'] }, '`2` or `e`'],
  [{ enum: ['a', 'b', 'c'] }, '`a`, `b` or `c`'],
  [{ const: 'sgd', type: 'string' }, '`sgd`'],
  [{ type: 'string', reference: 'estimator' }, 'name of an estimator'],
  [{ type: 'object', entries: 'claim' }, 'map of claims by name'],
  [{ type: 'array', layers: true, items: {} }, 'list of layers'],
  [{ type: 'array', items: { type: 'number' } }, 'list of numbers'],
  [{ type: 'array', items: { type: 'integer', minimum: 1 } }, 'list of whole numbers ≥ 1'],
  [{ type: 'array', items: { type: 'string', reference: 'layer' } }, 'list of names of layers'],
  [{ type: 'array', items: {} }, 'list'],
  [{ type: 'array', items: [{ type: 'number' }, { type: 'string' }] }, 'list of number and text'],
  [{ type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'string' }] } }, 'list of (number or text)'],
  [{ anyOf: [{ type: 'number' }, { anyOf: [{ type: 'string' }, { enum: ['x'] }] }] }, 'number, text or `x`'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'map to number'],
  [{}, 'any value'],
];

test.each(cases)('%j', (schema, words) => {
  expect(typeInWords(schema, (part) => part)).toBe(words);
});
