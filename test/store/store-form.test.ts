import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../runner/store/store.ts';
import { markForm } from '../../runner/store/store-form.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-form-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('tells once of a store that was there before its form was marked, and never of a new one', async () => {
  expect(await markForm(join(folder, 'new'))).toBe(false);
  await openStore(join(folder, 'new'), () => {}).put('ab'.repeat(32), { rows: [] });
  expect(await markForm(join(folder, 'new'))).toBe(false);

  await openStore(join(folder, 'old'), () => {}).put('ab'.repeat(32), { rows: [] });
  expect(await markForm(join(folder, 'old'))).toBe(true);
  expect(await markForm(join(folder, 'old'))).toBe(false);
});
