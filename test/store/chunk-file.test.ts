import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  ChunkFault,
  type ChunkMark,
  chunksBefore,
  firstMark,
  openChunkFile,
  readChunks,
} from '../../runner/store/chunk-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-chunks-'));
  path = join(folder, 'chunks');
});
afterEach(() => rm(folder, { recursive: true }));

/** A chunk in two parts, the second one of memory that threads share. */
function parts(text: string): Uint8Array[] {
  const [first, second] = [Buffer.from(text), new Uint8Array(new SharedArrayBuffer(5000)).fill(text.length)];
  return [first, second];
}
const content = (text: string) => Buffer.concat(parts(text));

async function write(mark: ChunkMark, ...texts: string[]): Promise<ChunkMark> {
  const file = await openChunkFile(path, mark);
  for (const text of texts) await file.append(parts(text));
  const end = await file.flush();
  await file.close();
  return end;
}

it('chunks come back as they were written, up to a mark; a file that goes on from a mark loses what stood after it', async () => {
  const first = await write(firstMark, 'one', 'two');
  const longer = await write(first, 'three');
  expect(await readChunks(path, longer)).toEqual([content('one'), content('two'), content('three')]);
  expect(await readChunks(path, first)).toEqual([content('one'), content('two')]);
  const other = await write(first, 'other');
  expect((await stat(path)).size).toBe(other.bytes);
  expect(await readChunks(path, longer)).toBeNull();
  expect(await readChunks(path, other)).toEqual([content('one'), content('two'), content('other')]);
  expect(await readChunks(join(folder, 'none'), firstMark)).toEqual([]);
  expect(await readChunks(join(folder, 'none'), first)).toBeNull();
});

it('a byte that is flipped anywhere, or a file that was cut, is a fault at the chunk concerned, and no later one is given', async () => {
  const mark = await write(firstMark, 'one', 'two', 'three');
  const good = await readFile(path);
  for (let at = 0; at < good.length; at += 97) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << (at % 8);
    await writeFile(path, bad);
    const given: Buffer[] = [];
    const reading = (async () => {
      for await (const chunk of chunksBefore(path, mark)) given.push(chunk);
    })();
    await expect(reading, `byte ${at}`).rejects.toThrow(ChunkFault);
    expect(given).toEqual(['one', 'two', 'three'].map(content).slice(0, Math.floor((3 * at) / good.length)));
  }
  await writeFile(path, good);
  await truncate(path, good.length - 1);
  expect(await readChunks(path, mark)).toBeNull();
});
