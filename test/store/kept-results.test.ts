import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptResults } from '../../runner/store/kept-results.ts';
import { openStore } from '../../runner/store/store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

const inputs = (key: string, content: unknown = { note: 'a " quote, a } and a \\ and a {' }) => ({
  of: 'training',
  key,
  training: 'ab'.repeat(32),
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
  const { results, older } = await keptResults(folder);
  expect(results).toEqual([{ ...result.inputs, inStore: 'ab'.repeat(32) }]);
  expect(older).toBe(0);
});

it('finds nothing where there is no store, and counts results of an older form', async () => {
  expect(await keptResults(join(folder, 'nowhere'))).toMatchObject({ results: [], older: 0 });
  const store = openStore(folder, () => {});
  await store.put('cd'.repeat(32), { rows: [] });
  await store.put('ef'.repeat(32), { inputs: { stage: 'a', content: {}, numericClass: {} }, estimates: [] });
  expect(await keptResults(folder)).toMatchObject({ results: [], older: 2 });
});
