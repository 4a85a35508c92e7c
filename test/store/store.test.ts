import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../runner/store/store.ts';

const key = 'ab'.repeat(32);
const value = { rows: [1, 2.5, null, 'text'], nested: { a: true } };
let folder: string;
let warnings: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-store-'));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true }));
const open = () => openStore(folder, (message) => warnings.push(message));
const path = () => join(folder, 'objects', 'ab', key);

describe('store', () => {
  it('gives back what was put, and null for what was not', async () => {
    expect(await open().get(key)).toBeNull();
    await open().put(key, value);
    expect(await open().get(key)).toEqual(value);
  });

  it('notices every single flipped byte, sets the file aside and goes on', async () => {
    await open().put(key, value);
    const good = await readFile(path());
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1 << (at % 8);
      await writeFile(path(), bad);
      warnings = [];
      expect(await open().get(key)).toBeNull();
      expect(warnings).toHaveLength(1);
    }
    expect(await readdir(join(folder, 'objects', 'ab'))).toEqual([`${key}.damaged`]);
  });

  it('notices a file that is cut off', async () => {
    await open().put(key, value);
    const good = await readFile(path());
    for (const length of [0, 10, 64, 65, good.length - 1]) {
      await writeFile(path(), good.subarray(0, length));
      expect(await open().get(key)).toBeNull();
    }
  });

  it('on a file system that shows results late or in part looks again, a bounded number of times', async () => {
    await open().put(key, value);
    const good = await readFile(path());
    const patient = openStore(folder, (message) => warnings.push(message), [5, 5, 1500]);
    for (const early of [null, good.subarray(0, 70), Buffer.alloc(good.length)]) {
      if (early) await writeFile(path(), early);
      else await rm(path());
      const read = patient.get(key);
      await new Promise((resolve) => setTimeout(resolve, 60));
      await writeFile(path(), good);
      expect(await read).toEqual(value);
    }
    expect(warnings).toEqual([]);
    await writeFile(path(), good.subarray(0, 70));
    const less = openStore(folder, (message) => warnings.push(message), [5, 5]);
    expect(await less.get(key)).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(await less.get(key)).toBeNull();
    expect(warnings).toHaveLength(1);
  });

  it('says in one message that it cannot be written', async () => {
    await writeFile(join(folder, 'objects'), 'a file where the folder should be');
    await expect(open().put(key, value)).rejects.toThrow(/cannot be kept in/);
  });
});

describe('tensors in the store', () => {
  const tensors = new Map([
    [
      '0/kernel',
      { shape: [2, 3], values: Float32Array.of(1.5, -0, Number.NaN, 1e-42, Number.POSITIVE_INFINITY, 6) },
    ],
    ['0/bias', { shape: [0], values: new Float32Array(0) }],
    ['12/kernel', { shape: [1], values: Float32Array.of(7) }],
  ]);

  it('come back in order, bit for bit', async () => {
    await open().putArrays(key, 'weights', tensors);
    const back = (await open().getArrays(key, 'weights'))!;
    expect([...back.keys()]).toEqual([...tensors.keys()]);
    const bits = ({ values }: { values: Float32Array }) => [...new Uint32Array(values.slice().buffer)];
    for (const [name, tensor] of tensors) expect(bits(back.get(name)!)).toEqual(bits(tensor));
    expect(await open().get(key)).toBeNull();
  });

  it('are checked as values are', async () => {
    await open().putArrays(key, 'weights', tensors);
    const good = await readFile(`${path()}.weights`);
    good[good.length - 1]! ^= 1;
    await writeFile(`${path()}.weights`, good);
    expect(await open().getArrays(key, 'weights')).toBeNull();
    expect(warnings).toHaveLength(1);
  });
});
