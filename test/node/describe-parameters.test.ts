import { expect, test } from 'vitest';
import { describeParameters } from '../../src/node/describe-parameters.ts';

const definitions = {
  Count: { type: 'integer', minimum: 1, description: 'A whole number.' },
  Probe: { type: 'string', reference: 'probe', description: 'Name of a probe.' },
  Rule: {
    type: 'object',
    properties: {
      h: { type: 'number', exclusiveMinimum: 0, description: 'The factor.' },
      form: { type: 'string', enum: ['a', 'b'], default: 'a', description: 'The form.' },
    },
    required: ['h'],
  },
};

test('settings are listed with their types, bounds, defaults and parts', () => {
  const lines = describeParameters(
    {
      type: 'object',
      required: ['probe', 'training'],
      properties: {
        probe: { $ref: '#/definitions/Probe', description: 'Probe to read.' },
        units: { $ref: '#/definitions/Count', description: 'Units.', default: 3 },
        rule: {
          anyOf: [{ type: 'number', minimum: 0, exclusiveMaximum: 1 }, { $ref: '#/definitions/Rule' }],
          default: { h: 5, form: ['b'] },
          description: 'How.',
        },
        training: {
          type: 'object',
          required: ['epochs'],
          properties: { epochs: { $ref: '#/definitions/Count', description: 'Passes.' } },
          description: 'Training.',
        },
        points: { type: 'array', items: { $ref: '#/definitions/Rule' }, description: 'Points.' },
      },
    },
    definitions,
  );
  expect(lines.map((line) => [line.path, line.type, line.required, line.default])).toEqual([
    ['probe', 'name of a probe', 'always', null],
    ['units', 'whole number ≥ 1', 'no', '3'],
    ['rule', 'number ≥ 0 and < 1 or `{ h, form }`', 'no', '{ h: 5, form: [b] }'],
    ['rule.h', 'number > 0', 'in this form', null],
    ['rule.form', '`a` or `b`', 'no', 'a'],
    ['training', '`{ epochs }`', 'always', null],
    ['training.epochs', 'whole number ≥ 1', 'always', null],
    ['points', 'list of `{ h, form }`', 'no', null],
    ['points[].h', 'number > 0', 'always', null],
    ['points[].form', '`a` or `b`', 'no', 'a'],
  ]);
  expect(lines.map((line) => line.description).slice(0, 4)).toEqual([
    'Probe to read.',
    'Units.',
    'How.',
    'The factor.',
  ]);
});
