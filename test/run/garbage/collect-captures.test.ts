import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collectCaptures } from '../../../runner/run/garbage/collect-captures.ts';
import { StoredCaptures } from '../../../runner/store/stored-captures.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-captures-'));
});
afterEach(() => rm(folder, { recursive: true }));

const keyOf = (letter: string) => letter.repeat(64);

/** Captures of a thousand bytes of rows, used at a time. */
async function keep(letter: string, used: number, pinned = false): Promise<void> {
  const captures = new StoredCaptures(
    folder,
    () => {},
    () => used,
  );
  const from = await mkdtemp(join(folder, 'written-'));
  await writeFile(join(from, 'rows'), Buffer.alloc(1000));
  const mark = { bytes: 1000, digest: keyOf('0') };
  await captures.take(from, {
    format: 1,
    key: keyOf(letter),
    training: keyOf('1'),
    capture: keyOf(letter),
    rows: 1,
    mark,
    pinned,
  });
  await captures.open(keyOf(letter));
}

const collect = (budget: number, dryRun = false) =>
  collectCaptures(folder, [join(folder, 'runs')], { budget, before: Date.now() - 1000, dryRun });
const left = async () => (await readdir(join(folder, 'captures'))).map((name) => name[0]).sort();

it('captures beyond the budget go, least recently used first; pinned ones stay as long as a run asks for them', async () => {
  await keep('a', 30);
  await keep('b', 10);
  await keep('c', 20);
  await keep('d', 0, true);
  const run = join(folder, 'runs/study/1');
  await mkdir(run, { recursive: true });
  const probe = { key: keyOf('d'), keep: 'always' };
  await writeFile(join(run, 'plan.json'), JSON.stringify({ stages: [{ probes: [probe] }] }));
  await writeFile(join(run, 'log.jsonl'), '');
  expect(await collect(3000, true)).toMatchObject({ removed: 1, kept: { captures: 3 } });
  expect(await left()).toEqual(['a', 'b', 'c', 'd']);
  const found = await collect(3000);
  expect(found).toMatchObject({ removed: 1, kept: { captures: 3 } });
  expect(found.bytes).toBeGreaterThan(1000);
  expect(await left()).toEqual(['a', 'c', 'd']);
  await rm(run, { recursive: true });
  expect(await collect(3000)).toMatchObject({ removed: 1 });
  expect(await left()).toEqual(['a', 'c']);
  expect(await collect(0)).toEqual({
    removed: 2,
    bytes: expect.any(Number),
    kept: { captures: 0, bytes: 0 },
  });
});

it('what was set aside and what never became whole goes when it is old', async () => {
  const [young, old] = [`${keyOf('e')}.damaged`, keyOf('f')].map((name) => join(folder, 'captures', name));
  for (const path of [young!, old!]) {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'rows'), 'half');
  }
  await utimes(join(old!, 'rows'), 1, 1);
  expect(await collect(1e9)).toEqual({ removed: 1, bytes: 4, kept: { captures: 0, bytes: 0 } });
  expect(await left()).toEqual(['e']);
});
