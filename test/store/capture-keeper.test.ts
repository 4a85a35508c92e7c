import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { CapturesLost } from '../../runner/contract/kept-captures.ts';
import { CaptureKeeper } from '../../runner/store/capture-keeper.ts';
import type { KeptProbe } from '../../runner/store/capture-writing.ts';
import { openChunkFile } from '../../runner/store/chunk-file.ts';
import type { ChunkWriter } from '../../runner/store/chunk-writer.ts';
import { StoredCaptures } from '../../runner/store/stored-captures.ts';
import { sharedCapture } from './capture-series.ts';

const keys = ['aa'.repeat(32), 'bb'.repeat(32)] as const;
let store: string;
let warnings: string[];
let captures: StoredCaptures;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'infoplane-keeper-'));
  warnings = [];
  captures = new StoredCaptures(store, (message) => warnings.push(message), Date.now);
});
afterEach(() => rm(store, { recursive: true }));

const here: ChunkWriter = { open: openChunkFile, close: async () => {} };
const probe = (at: 0 | 1, more: Partial<KeptProbe> = {}): KeptProbe => ({
  name: `p${at}`,
  key: keys[at],
  capture: 'cd'.repeat(32),
  fixed: at === 1,
  pinned: false,
  rows: { every: 2, last: 9 },
  readers: [`of p${at}`],
  ...more,
});

function keeper(
  probes: (KeptProbe | null)[],
  { writer = here, lost = new AbortController(), budget = 1e9 } = {},
) {
  const folder = join(store, 'checkpoints');
  const warn = (message: string) => warnings.push(message);
  return new CaptureKeeper(probes, {
    training: 'ab'.repeat(32),
    folder,
    writer,
    captures,
    budget,
    warn,
    hold: { lost: lost.signal, holds: async () => !lost.signal.aborted },
  });
}

async function read(key: string): Promise<Capture[] | null> {
  const series = await captures.open(key);
  if (!series) return null;
  const found: Capture[] = [];
  for await (const capture of series) found.push(capture);
  expect((await captures.all()).find((one) => one.key === key)!.rows).toBe(found.length);
  return found;
}

async function addRows(to: CaptureKeeper, iterations: readonly number[]): Promise<void> {
  for (const iteration of iterations) {
    await to.add(0, sharedCapture(iteration));
    await to.add(1, sharedCapture(iteration, true));
  }
}
const expected = (iterations: readonly number[], fixed: boolean) =>
  iterations.map((iteration) => sharedCapture(iteration, fixed));

describe('the keeper of a training', () => {
  it('keeps all rows of its probes once the training is done, and nothing before', async () => {
    const own = keeper([probe(0), probe(1), null]);
    expect([0, 1, 2, 3].map((one) => own.keeps(one))).toEqual([true, true, false, false]);
    await own.add(2, sharedCapture(0));
    await addRows(own, [0, 2]);
    expect(await read(keys[0])).toBeNull();
    await addRows(own, [4]);
    await own.finish();
    expect(await read(keys[0])).toEqual(expected([0, 2, 4], false));
    expect(await read(keys[1])).toEqual(expected([0, 2, 4], true));
    expect(await readdir(join(store, 'checkpoints'))).toEqual([]);
  });

  it('gives up what it kept but what is pinned, where results have no room', async () => {
    const own = keeper([probe(0), probe(1, { pinned: true })]);
    await addRows(own, [0, 2]);
    await own.finish();
    expect(await own.discard()).toBe(true);
    expect(await read(keys[0])).toBeNull();
    expect(await read(keys[1])).toEqual(expected([0, 2], true));
    expect(warnings).toHaveLength(1);
    expect(await keeper([probe(0, { pinned: true }), null]).discard()).toBe(false);
  });

  it('goes on from a mark to the same bytes, whatever was written after it', async () => {
    const first = keeper([probe(0), probe(1)]);
    await addRows(first, [0, 2]);
    const marks = first.marks();
    await addRows(first, [4, 6]);
    await marks;
    await first.marks();
    await cp(join(store, 'checkpoints'), join(store, 'killed'), { recursive: true });
    await first.finish();
    const whole = await captures.all();
    for (const key of keys) await captures.remove(key);
    await cp(join(store, 'killed'), join(store, 'checkpoints'), { recursive: true });
    const second = keeper([probe(0), probe(1)]);
    await second.resume(await marks, 4);
    await addRows(second, [4, 6]);
    await second.finish();
    expect(await read(keys[0])).toEqual(expected([0, 2, 4, 6], false));
    expect((await captures.all()).map(({ mark }) => mark)).toEqual(whole.map(({ mark }) => mark));
  });

  it('does not keep a probe whose earlier rows are not there; one that had none yet begins', async () => {
    const first = keeper([probe(0), probe(1)]);
    await addRows(first, [0, 2]);
    const marks = await first.marks();
    await first.close();
    await rm(join(store, 'checkpoints', `captures-${keys[0]}`, 'rows'));
    const later = probe(0, { key: 'ee'.repeat(32), rows: { iterations: [4, 6] } });
    const second = keeper([probe(0), probe(1), later, probe(1, { key: 'ff'.repeat(32) })]);
    await second.resume(marks, 4);
    expect([0, 1, 2, 3].map((one) => second.keeps(one))).toEqual([false, true, true, false]);
    for (const at of [1, 2]) await second.add(at, sharedCapture(4, at === 1));
    await second.finish();
    expect((await captures.all()).map(({ key, rows }) => [key.slice(0, 2), rows]).sort()).toEqual([
      ['bb', 3],
      ['ee', 1],
    ]);
  });

  it('knows whether a checkpoint will do: for what is pinned, and for estimates that have no rows in it', async () => {
    const first = keeper([probe(0), probe(1)]);
    await addRows(first, [0, 2]);
    const marks = await first.marks();
    await first.close();
    const own = keeper([probe(0), probe(1)]);
    const pinned = keeper([probe(0, { pinned: true })]);
    expect(await own.suffices({}, 4, [])).toBe(true);
    expect(await own.suffices(marks, 4, ['of p0', 'of p1'])).toBe(true);
    expect(await own.suffices({}, 4, ['of p0'])).toBe(false);
    expect(await own.suffices({}, 0, ['of p0'])).toBe(true);
    expect(await own.suffices(marks, 4, ['of another'])).toBe(false);
    expect(await pinned.suffices(marks, 4, [])).toBe(true);
    expect(await pinned.suffices({}, 4, [])).toBe(false);
    await own.resume(marks, 4);
    const before: Capture[] = [];
    for await (const capture of own.before(1)) before.push(capture);
    expect(before).toEqual(expected([0, 2], true));
    const rows = join(store, 'checkpoints', `captures-${keys[1]}`, 'rows');
    const bytes = await readFile(rows);
    bytes[bytes.length - 9]! ^= 1;
    await writeFile(rows, bytes);
    const all = async () => {
      for await (const _ of own.before(1));
    };
    await expect(all()).rejects.toThrow(CapturesLost);
    await truncate(rows, bytes.length - 1);
    expect(await own.suffices(marks, 4, ['of p1'])).toBe(false);
  });

  it('a full disk costs the captures of the probe, one warning, and nothing else', async () => {
    const full: ChunkWriter = {
      ...here,
      async open(path, mark) {
        const file = await openChunkFile(path, mark);
        let chunks = 0;
        const append: typeof file.append = async (parts) => {
          if (path.includes(keys[0]) && ++chunks > 2)
            throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
          await file.append(parts);
        };
        return { ...file, append };
      },
    };
    const own = keeper([probe(0), probe(1)], { writer: full });
    await addRows(own, [0, 2, 4]);
    expect(Object.keys(await own.marks())).toEqual([keys[1]]);
    expect(own.keeps(0)).toBe(false);
    await addRows(own, [6]);
    await own.finish();
    expect(warnings).toHaveLength(1);
    expect(await read(keys[0])).toBeNull();
    expect(await read(keys[1])).toHaveLength(4);
    expect(await readdir(join(store, 'checkpoints'))).toEqual([]);
  });

  it('a bug of the writer is not taken for a full disk', async () => {
    const writer = { ...here, open: () => Promise.reject(new TypeError('a bug')) };
    const own = keeper([probe(0)], { writer });
    await own.add(0, sharedCapture(0));
    await own.marks();
    await expect(own.finish()).rejects.toThrow(TypeError);
  });

  it('makes room for what comes, and writes nothing more once another process has the training', async () => {
    const first = keeper([probe(0)]);
    await first.add(0, sharedCapture(0));
    await first.finish();
    const { bytes } = (await captures.all())[0]!;
    const second = keeper([null, probe(1)], { budget: 1.5 * bytes });
    await second.add(1, sharedCapture(0));
    await second.finish();
    expect((await captures.all()).map(({ key }) => key)).toEqual([keys[1]]);
    const lost = new AbortController();
    const third = keeper([probe(0)], { lost });
    await third.add(0, sharedCapture(0));
    await third.marks();
    lost.abort();
    expect(third.keeps(0)).toBe(false);
    await third.finish();
    await third.close();
    expect(await read(keys[0])).toBeNull();
    expect(await readdir(join(store, 'checkpoints'))).toEqual([`captures-${keys[0]}`]);
  });
});
