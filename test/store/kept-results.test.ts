import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptResults, keptSettings, tidyNotes } from '../../runner/store/kept-results.ts';
import { readNotes } from '../../runner/store/result-notes.ts';
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
  const { content, ...origin } = result.inputs;
  expect(results).toEqual([{ ...origin, inStore: 'ab'.repeat(32) }]);
  expect(await keptSettings(folder)(results)).toEqual([content]);
  expect(older).toBe(0);
});

it('finds nothing where there is no store, and counts results of an older form', async () => {
  expect(await keptResults(join(folder, 'nowhere'))).toMatchObject({ results: [], older: 0 });
  const store = openStore(folder, () => {});
  await store.put('cd'.repeat(32), { rows: [] });
  await store.put('ef'.repeat(32), { inputs: { stage: 'a', content: {}, numericClass: {} }, estimates: [] });
  expect(await keptResults(folder)).toMatchObject({ results: [], older: 2 });
});

describe('notes of what results were made from', () => {
  const key = (digit: string) => digit.repeat(64);
  const store = () => openStore(folder, () => {});
  const list = () => join(folder, 'results.jsonl');
  const object = (digit: string) => join(folder, 'objects', digit.repeat(2), key(digit));
  const put = (digit: string, planned = 'one') =>
    store().put(key(digit), { inputs: inputs(planned, {}), rows: [] });
  const found = async () => {
    const { results } = await keptResults(folder);
    return Object.fromEntries(results.map(({ inStore, key: planned }) => [inStore[0], planned]));
  };
  /** Spoils a file so that only who opens it can tell. */
  const spoil = async (path: string) => {
    const { atime, mtime } = await stat(path);
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0, 65));
    await utimes(path, atime, mtime);
  };

  it('open no result that is noted; a damaged one is found out when it is read', async () => {
    await put('a', 'one');
    await put('b', 'two');
    // in whole milliseconds, as tests can set it
    await utimes(object('a'), 1000, 1000);
    expect(await found()).toEqual({ a: 'one', b: 'two' });
    await spoil(object('a'));
    expect(await found()).toEqual({ a: 'one', b: 'two' });
    const warnings: string[] = [];
    expect(await openStore(folder, (text) => warnings.push(text)).get(key('a'))).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(await found()).toEqual({ b: 'two' });
  });

  it('are made of a store that has none, or has lost them', async () => {
    await put('a', 'one');
    await store().put(key('b'), { rows: [] });
    await rm(list());
    const before = await keptResults(folder);
    expect([before.results.length, before.older]).toEqual([1, 1]);
    expect([...readNotes(folder).keys()].sort()).toEqual([key('a'), key('b')]);
    expect(await keptResults(folder)).toEqual(before);
  });

  it('are no answer for a result that was replaced, by whomever', async () => {
    await put('a', 'one');
    await put('a', 'two');
    expect(await found()).toEqual({ a: 'two' });
    const other = join(folder, 'other');
    await openStore(other, () => {}).put(key('a'), { inputs: inputs('third'), rows: [] });
    await rename(join(other, 'objects/aa', key('a')), object('a'));
    expect(await found()).toEqual({ a: 'third' });
    await utimes(object('a'), 2000, 2000);
    expect(await found()).toEqual({ a: 'third' });
  });

  it('are no answer for a result that is gone, and go when the store is tidied', async () => {
    for (const digit of ['a', 'b', 'c']) await put(digit);
    await store().remove(key('b'));
    expect(await found()).toEqual({ a: 'one', c: 'one' });
    expect(readNotes(folder).size).toBe(3);
    await put('c', 'two');
    await tidyNotes(folder);
    expect([...readNotes(folder).keys()].sort()).toEqual([key('a'), key('c')]);
    expect((await readFile(list(), 'utf8')).split('\n')).toHaveLength(3);
    expect(await found()).toEqual({ a: 'one', c: 'two' });
  });

  it('are done without where they cannot be written', async () => {
    await mkdir(list(), { recursive: true });
    await put('a', 'one');
    expect(await found()).toEqual({ a: 'one' });
    await tidyNotes(folder);
    expect(await found()).toEqual({ a: 'one' });
  });

  it('name each result once, also where somebody died over writing it again', async () => {
    await put('a');
    await cp(object('a'), join(folder, 'objects/aa', `.unfinished-1-${key('a')}`));
    expect((await keptResults(folder)).results).toHaveLength(1);
  });

  it('give the same answer whatever became of their list', async () => {
    for (const digit of ['a', 'b', 'c', 'd', 'e']) await put(digit, digit);
    await store().put(key('f'), { rows: [] });
    await put('b', 'second');
    const good = await readFile(list());
    const wanted = await keptResults(folder);
    const place = fc.nat(good.length);
    const change = fc.oneof(
      fc.tuple(fc.constant('cut'), place, place),
      fc.tuple(fc.constant('flip'), place, fc.nat(255)),
      fc.tuple(fc.constant('repeat'), place, place),
      fc.tuple(fc.constant('overwrite'), place, place),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes = good;
        for (const [how, one, other] of changes) {
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          const part = bytes.subarray(from, to);
          if (how === 'cut') bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
          else if (how === 'repeat') bytes = Buffer.concat([bytes, part]);
          else if (how === 'overwrite') bytes = Buffer.from(bytes).fill(part, 0, part.length);
          else if (one < bytes.length) bytes = Buffer.from(bytes).fill(bytes[one]! ^ other, one, one + 1);
        }
        await writeFile(list(), bytes);
        expect(await keptResults(folder)).toEqual(wanted);
        expect(readNotes(folder).size).toBe(6);
      }),
      { numRuns: 60 },
    );
  });
});
