import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptStages } from '../../runner/store/kept-stages.ts';
import { openStore } from '../../runner/store/store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

const inputs = (stage: string, content: unknown = { note: 'a " quote, a } and a \\ and a {' }) => ({
  stage,
  content,
  numericClass: { engine: 'onnx/cpu' },
});

/** Nothing that packs well. */
const long = randomBytes(300_000).toString('base64');

it.each([
  ['short', { inputs: inputs('a'), rows: [1, { b: '}' }] }],
  ['a result that is longer than what is read first', { inputs: inputs('a'), rows: long }],
  ['facts that are longer than that themselves', { inputs: inputs('a', { long }), rows: [] }],
  ['facts at the end', { rows: [{}], inputs: inputs('a') }],
])('finds what a result was made from: %s', async (_, result) => {
  await openStore(folder, () => {}).put('ab'.repeat(32), result);
  expect(await keptStages(folder)).toEqual([{ ...result.inputs, key: 'ab'.repeat(32) }]);
});

it('finds nothing where there is no store, and leaves out what does not say', async () => {
  expect(await keptStages(join(folder, 'nowhere'))).toEqual([]);
  await openStore(folder, () => {}).put('cd'.repeat(32), { rows: [] });
  expect(await keptStages(folder)).toEqual([]);
});
