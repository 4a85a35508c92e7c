import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { CapturesLost } from '../../runner/contract/kept-captures.ts';
import { captureParts, seriesOf, seriesParts } from '../../runner/store/capture-bytes.ts';
import { firstMark, openChunkFile } from '../../runner/store/chunk-file.ts';
import { StoredCaptures } from '../../runner/store/stored-captures.ts';
import { sharedCapture } from './capture-series.ts';

const key = 'ab'.repeat(32);
let store: string;
let warnings: string[];
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'infoplane-captures-'));
  warnings = [];
});
afterEach(() => rm(store, { recursive: true }));

const open = (now = 5_000_000) =>
  new StoredCaptures(
    store,
    (message) => warnings.push(message),
    () => now,
  );
const inside = (...names: string[]) => join(store, 'captures', key, ...names);

/** Keeps captures of so many iterations. */
async function keep(iterations: number, pinned = false): Promise<void> {
  const from = await mkdtemp(join(store, 'written-'));
  const file = await openChunkFile(join(from, 'rows'), firstMark);
  const captures = Array.from({ length: iterations }, (_, at) => sharedCapture(at));
  const series = seriesOf(captures[0]!, false);
  await file.append(seriesParts(series));
  for (const capture of captures) await file.append(captureParts(capture, series));
  const mark = await file.flush();
  await file.close();
  await open().take(from, {
    format: 1,
    key,
    training: key,
    capture: 'cd'.repeat(32),
    rows: iterations,
    mark,
    pinned,
  });
}

async function read(captures: StoredCaptures): Promise<Capture[] | null> {
  const series = await captures.open(key);
  if (!series) return null;
  const found: Capture[] = [];
  for await (const capture of series) found.push(capture);
  return found;
}

describe('kept captures', () => {
  it('are read in their order, and note that they were used', async () => {
    expect(await open().has(key)).toBe(false);
    expect(await read(open())).toBeNull();
    await keep(3);
    expect(await open().has(key)).toBe(true);
    const [before] = await open().all();
    expect(before!.bytes).toBe((await stat(inside('rows'))).size + (await stat(inside('whole.json'))).size);
    expect(await read(open())).toEqual([0, 1, 2].map((iteration) => sharedCapture(iteration)));
    expect((await open().all()).map(({ used, rows, pinned }) => ({ used, rows, pinned }))).toEqual([
      { used: 5_000_000, rows: 3, pinned: false },
    ]);
    await keep(2, true);
    expect(await read(open())).toHaveLength(2);
    expect(await open().all()).toMatchObject([{ pinned: true }]);
    await open().pin(key, false);
    expect(await open().all()).toMatchObject([{ pinned: false, rows: 2 }]);
    expect(warnings).toEqual([]);
  });

  it('notice a flipped byte wherever it is, set them aside and say so once', async () => {
    await keep(2);
    const sizes = {
      rows: (await stat(inside('rows'))).size,
      'whole.json': (await stat(inside('whole.json'))).size,
    };
    for (const [name, size] of Object.entries(sizes)) {
      for (let at = 0; at < size; at += Math.ceil(size / 12)) {
        const good = await readFile(inside(name));
        const bad = Buffer.from(good);
        bad[at]! ^= 1 << (at % 8);
        await writeFile(inside(name), bad);
        warnings = [];
        if (name === 'rows') await expect(read(open())).rejects.toThrow(CapturesLost);
        else expect(await read(open())).toBeNull();
        expect(warnings, `byte ${at} of ${name}`).toHaveLength(1);
        expect(await open().has(key)).toBe(false);
        expect(await readdir(join(store, 'captures'))).toEqual([`${key}.damaged`]);
        await keep(2);
        expect(await read(open())).toHaveLength(2);
      }
    }
  });

  it('that are removed while they are read are lost without a warning, or read to their end', async () => {
    await keep(3);
    const series = await open().open(key);
    await open().remove(key);
    await expect(series![Symbol.asyncIterator]().next()).rejects.toThrow(CapturesLost);
    expect(warnings).toEqual([]);
    await keep(3);
    const captures = (await open().open(key))![Symbol.asyncIterator]();
    expect((await captures.next()).value).toEqual(sharedCapture(0));
    await open().remove(key);
    expect((await captures.next()).value).toEqual(sharedCapture(1));
    await captures.return!();
    expect(await open().all()).toEqual([]);
  });
});
