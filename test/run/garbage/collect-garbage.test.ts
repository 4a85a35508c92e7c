import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Moment } from '../../../runner/contract/checkpoint.ts';
import { collectGarbage, storeSize } from '../../../runner/run/garbage/collect-garbage.ts';
import { KeptCheckpoints } from '../../../runner/store/checkpoints.ts';
import { PageParts, partFiles } from '../../../runner/store/page-parts.ts';
import { readNotes } from '../../../runner/store/result-notes.ts';
import { openStore } from '../../../runner/store/store.ts';
import { keptRows } from '../../../src/table/kept-rows.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-garbage-'));
});
afterEach(() => rm(folder, { recursive: true }));

const store = () => join(folder, 'store');
const key = (digit: string) => digit.repeat(64);
const sum = (text: string) => createHash('sha256').update(text).digest('hex');
const put = (inStore: string, of: 'training' | 'estimate', planned: string, training = inStore) =>
  openStore(store(), () => {}).put(inStore, {
    inputs: { of, key: planned, training, content: {}, numericClass: {} },
    format: 2,
  });
const run = async (name: string, files: Record<string, unknown>) => {
  const path = join(folder, 'runs/study', name);
  await mkdir(path, { recursive: true });
  for (const [file, value] of Object.entries({ 'plan.json': {}, ...files }))
    await writeFile(join(path, file), typeof value === 'string' ? value : JSON.stringify(value));
};
const later = () => ({ now: Date.now() + 2 * 60 * 60 * 1000, dryRun: false, captures: 0 });
const left = async () =>
  (await readdir(join(store(), 'objects'), { recursive: true }))
    .filter((name) => name.length > 60)
    .map((name) => name.slice(3, 4))
    .sort();

it('keeps what an ended run lists and what one that goes on has planned, each training and estimate on its own', async () => {
  await put(key('a'), 'training', key('1'));
  await put(key('b'), 'estimate', key('2'), key('a'));
  await put(key('c'), 'estimate', key('3'), key('a'));
  await put(key('d'), 'training', key('4'));
  await put(key('e'), 'estimate', key('5'), key('d'));
  await put(key('f'), 'estimate', key('6'), key('d'));
  await run('ended', {
    'lock.json': { stages: [{ key: key('1'), result: key('a'), estimates: { [key('2')]: key('b') } }] },
  });
  await run('going', {
    'plan.json': { stages: [{ key: key('4'), branches: [{ estimators: [{ key: key('5') }] }] }] },
  });
  const counted = { ...later(), dryRun: true };
  expect(await collectGarbage(store(), join(folder, 'runs'), counted)).toMatchObject({ removed: 2, kept: 4 });
  expect(readNotes(store()).size).toBe(6);
  expect(await collectGarbage(store(), join(folder, 'runs'), later())).toMatchObject({ removed: 2, kept: 4 });
  expect(await left()).toEqual(['a', 'b', 'd', 'e']);
  expect([...readNotes(store()).keys()].sort()).toEqual(['a', 'b', 'd', 'e'].map(key));
});

it('keeps parts of pages that the log of a run names, and those that are young', async () => {
  const parts = new PageParts(store(), { warn: () => {} });
  for (const digit of ['a', 'b', 'c']) parts.put(key(digit), 'drawn');
  await parts.written();
  await writeFile(join(store(), 'parts', `${key('d')}.damaged`), 'damaged');
  const made = { time: '2026', event: 'page-made', parts: [key('a'), key('e')] };
  const torn = JSON.stringify({ ...made, parts: [key('b')] }).slice(0, -3);
  await run('ended', { 'lock.json': { stages: [] }, 'log.jsonl': `${JSON.stringify(made)}\n${torn}\n` });
  const runs = join(folder, 'runs');
  const at = (now: number, dryRun = false) => collectGarbage(store(), runs, { ...later(), now, dryRun });
  const keys = async () => (await partFiles(store())).map((file) => file.key).sort();
  expect(await at(Date.now())).toMatchObject({ parts: 0, removed: 0 });
  expect(await at(later().now, true)).toMatchObject({ parts: 3 });
  expect(await keys()).toHaveLength(4);
  const before = await storeSize(store());
  const { bytes } = await at(later().now);
  expect(await keys()).toEqual([key('a')]);
  expect(await storeSize(store())).toEqual({ ...before, bytes: before.bytes - bytes });
});

it('drops results of an older form although their run lists them', async () => {
  const older = { inputs: { stage: key('1'), content: {}, numericClass: {} }, format: 1, estimates: [] };
  await openStore(store(), () => {}).put(key('a'), older);
  await run('older', { 'lock.json': { stages: [{ key: key('1'), result: key('a') }] } });
  await run('killed', { 'plan.json': { stages: [{ key: key('1'), branches: [] }] } });
  expect(await collectGarbage(store(), join(folder, 'runs'), later())).toMatchObject({ removed: 1, kept: 0 });
});

it('keeps checkpoints of a training that is kept, as long as an estimate that is made on the way is not', async () => {
  const checkpoints = new KeptCheckpoints(store(), key('a'), {
    seconds: 0,
    now: () => 0,
    warn: () => {},
    tell: () => {},
    captures: { marks: async () => ({}), suffices: async () => false, resume: async () => {} },
    hold: { holds: async () => true },
  });
  const moment: Moment = {
    iteration: 3,
    session: { updates: 3, tensors: new Map([['w', { shape: [1], values: Float32Array.of(1) }]]) },
    stretch: { loss: 0, correct: null, seen: 0 },
  };
  await checkpoints.save(
    moment,
    Promise.resolve({ estimates: { [key('b')]: keptRows([]) }, curve: [], means: {} }),
  );
  await checkpoints.close();
  const begun = { time: '2026', event: 'stage-started', stage: 'net', result: key('a'), updates: 9 };
  await run('interrupted', {
    'log.jsonl': `${JSON.stringify(begun)}\n`,
    'plan.json': { stages: [{ key: key('1'), branches: [{ estimators: [{ key: key('2') }] }] }] },
  });
  await put(key('a'), 'training', key('1'));
  const collect = () => collectGarbage(store(), join(folder, 'runs'), later());
  for (const name of await readdir(join(store(), 'checkpoints', key('a'))))
    await utimes(join(store(), 'checkpoints', key('a'), name), 1, 1);
  expect(await collect()).toMatchObject({ checkpoints: 0, kept: 1 });
  await put(key('b'), 'estimate', key('2'), key('a'));
  expect(await collect()).toMatchObject({ checkpoints: 1, kept: 2 });
});

it('removes nothing where the lock of a run is damaged, or its lock or plan is not as the run left it', async () => {
  await put(key('a'), 'training', key('1'));
  await put(key('b'), 'training', key('2'));
  const lock = { stages: [{ key: key('1'), result: key('a'), estimates: {} }] };
  const plan = { stages: [{ key: key('1'), branches: [] }] };
  const path = join(folder, 'runs/study/ended');
  const sums = { 'plan.json': sum(JSON.stringify(plan)) };
  const own = sum(JSON.stringify({ ...lock, sums }));
  const sound = { ...lock, sums: { ...sums, 'lock.json': own } };
  const others = { ...sound, stages: [{ ...lock.stages[0], result: key('c') }] };
  for (const [file, text] of [
    ['lock.json', JSON.stringify(others)],
    ['lock.json', '{"stages": ['],
    ['lock.json', ''],
    ['plan.json', JSON.stringify({ stages: [] })],
    ['plan.json', '{'],
  ] as const) {
    await run('ended', { 'lock.json': sound, 'plan.json': plan, [file]: text });
    const collected = collectGarbage(store(), join(folder, 'runs'), later());
    await expect(collected, `${file}: ${text}`).rejects.toThrow(path);
    expect(await left()).toEqual(['a', 'b']);
  }
  await run('ended', { 'lock.json': sound, 'plan.json': plan });
  expect(await collectGarbage(store(), join(folder, 'runs'), later())).toMatchObject({ removed: 1 });
  expect(await left()).toEqual(['a']);
});

it('removes nothing where the plan of a run that was killed is damaged', async () => {
  await put(key('a'), 'training', key('1'));
  for (const text of ['', '{"stages": {}}', '{"stages": [', 'null']) {
    await run('killed', { 'plan.json': text });
    await expect(collectGarbage(store(), join(folder, 'runs'), later()), text).rejects.toThrow('killed');
    expect(await left()).toEqual(['a']);
  }
});

it('keeps all checkpoints where a line of a log is damaged, as that may have named their training', async () => {
  const checkpoints = join(store(), 'checkpoints', key('a'));
  await mkdir(checkpoints, { recursive: true });
  await writeFile(join(checkpoints, '3.checkpoint'), 'some');
  const event = JSON.stringify({ event: 'warning', time: '2026-11-30T12:00:00.000Z', message: '' });
  const plan = { stages: [] };
  await run('killed', { 'plan.json': plan, 'log.jsonl': `${event}\n{"event":"stage-st\n${event}\n` });
  const collect = () => collectGarbage(store(), join(folder, 'runs'), later());
  expect(await collect()).toMatchObject({ checkpoints: 0 });
  await run('killed', { 'plan.json': plan, 'log.jsonl': `${event}\n{"event":"stage-st` });
  expect(await collect()).toMatchObject({ checkpoints: 1 });
});
