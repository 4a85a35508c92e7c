import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { knownSums } from '../../runner/data/known-sums.ts';

let folder: string;
let reads: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infoplane-sums-'));
  mkdirSync(join(folder, 'store'));
  mkdirSync(join(folder, 'images', 'cat'), { recursive: true });
  writeFileSync(join(folder, 'images', 'cat', '1.png'), 'one');
  reads = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const sums = (identity = 'npy', store = 'store') =>
  knownSums(
    identity,
    [join(folder, 'images')],
    async () => {
      reads++;
      const md5 = readFileSync(join(folder, 'images', 'cat', '1.png'), 'utf8');
      return [{ path: 'images', md5, official: false }];
    },
    join(folder, store),
  );

it('reads files once, until one of them changes, comes or goes', async () => {
  for (const _ of [1, 2]) expect((await sums())[0]!.md5).toBe('one');
  expect(reads).toBe(1);
  writeFileSync(join(folder, 'images', 'cat', '1.png'), 'uno');
  for (const _ of [1, 2]) expect((await sums())[0]!.md5).toBe('uno');
  expect(reads).toBe(2);
  writeFileSync(join(folder, 'images', 'cat', '2.png'), '');
  await sums();
  rmSync(join(folder, 'images', 'cat', '2.png'));
  await sums();
  expect(reads).toBe(3);
  await sums('npz');
  expect(reads).toBe(4);
});

it('reads again where its list is damaged or cannot be kept', async () => {
  await sums();
  for (const text of ['', '{"a":', '[]', '{"a":[{"path":1}]}']) {
    writeFileSync(join(folder, 'store', 'data-sums.json'), text);
    expect((await sums())[0]!.md5).toBe('one');
  }
  expect(reads).toBe(5);
  for (const _ of [1, 2]) expect((await sums('npy', 'nowhere'))[0]!.md5).toBe('one');
  expect(reads).toBe(7);
});

it('does not note what changed while it was read', async () => {
  const place = join(folder, 'images', 'cat', '1.png');
  const read = async () => {
    reads++;
    writeFileSync(place, `${reads}`);
    return [{ path: 'images', md5: 'old', official: false }];
  };
  for (const _ of [1, 2]) await knownSums('npy', [place], read, join(folder, 'store'));
  expect(reads).toBe(2);
});
