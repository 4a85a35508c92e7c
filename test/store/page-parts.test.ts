import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PageParts, partFiles } from '../../runner/store/page-parts.ts';

let store: string;
let warned: string[];
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'infoplane-parts-'));
  warned = [];
});
afterEach(() => rmSync(store, { recursive: true }));

const key = (digit: string) => digit.repeat(64);
const fileOf = (one: string) => join(store, 'parts', one);
const open = (options = {}) => new PageParts(store, { warn: (message) => warned.push(message), ...options });

async function put(one: string, part: string): Promise<void> {
  const parts = open();
  parts.put(one, part);
  await parts.written();
}

test('gives what was put, and says what it gave and took', async () => {
  await put(key('a'), 'drawn');
  const parts = open();
  expect(await parts.get(key('a'))).toBe('drawn');
  expect(await parts.get(key('b'))).toBeNull();
  parts.put(key('c'), null);
  expect(await parts.written()).toEqual([key('a'), key('c')]);
  expect((await partFiles(store)).map((file) => file.key).sort()).toEqual([key('a'), key('c')]);
  await expect(parts.get('../a')).resolves.toBeNull();
});

test('a fresh one takes nothing, and what it puts counts', async () => {
  await put(key('a'), 'old');
  const parts = open({ fresh: true });
  expect(await parts.get(key('a'))).toBeNull();
  parts.put(key('a'), 'new');
  await parts.written();
  expect(await open().get(key('a'))).toBe('new');
});

test('a file with any byte changed is set aside, and can be put again', async () => {
  await put(key('a'), 'drawn');
  const sound = readFileSync(fileOf(key('a')));
  for (let at = 0; at < sound.length; at++) {
    const bytes = Buffer.from(sound);
    bytes[at]! ^= 1;
    writeFileSync(fileOf(key('a')), bytes);
    expect(await open().get(key('a'))).toBeNull();
    expect(readdirSync(join(store, 'parts'))).toEqual([`${key('a')}.damaged`]);
  }
  expect(warned).toHaveLength(sound.length);
  await put(key('a'), 'again');
  expect(await open().get(key('a'))).toBe('again');
});

test('a sound file under the key of another part, or of something else, counts as none', async () => {
  await put(key('a'), 'drawn');
  copyFileSync(fileOf(key('a')), fileOf(key('b')));
  const parts = open();
  expect(await parts.get(key('b'))).toBeNull();
  writeFileSync(fileOf(key('c')), '');
  expect(await parts.get(key('c'))).toBeNull();
  expect(await parts.written()).toEqual([]);
});

test('a store that cannot be written or read costs nothing but time', async () => {
  writeFileSync(join(store, 'parts'), 'a file');
  const parts = open();
  parts.put(key('a'), 'drawn');
  await parts.written();
  expect(await parts.get(key('a'))).toBeNull();
  expect(warned).toEqual([]);
});
