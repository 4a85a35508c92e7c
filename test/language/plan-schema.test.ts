import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { planOf, studyText } from '../plan/study-text.ts';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/plan.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

test('the schema of plans takes what `plan --json` prints, and nothing else', () => {
  const matrix = 'matrix: { seed: [1, 2], size: { a: {}, b: { models.net.training.momentum: 0.5 } } }\n';
  const plan = JSON.parse(JSON.stringify(planOf(studyText + matrix)));
  validate(plan);
  expect(validate.errors ?? []).toEqual([]);
  expect(validate({ ...plan, format: 2 })).toBe(false);
  expect(validate({ ...plan, other: 1 })).toBe(false);
  expect(validate({ ...plan, trials: [{ ...plan.trials[0], seed: 'one' }] })).toBe(false);
});
