import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedSizeList, float64, tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterAll, describe, expect, it } from 'vitest';
import { readArray } from '../../runner/readers/read-array.ts';
import { RunError } from '../../src/node/run-error.ts';
import { pythonWith } from '../peers/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-arrays-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
const read = (path: string) => readArray(path, folder);
const failure = (path: string) => read(path).catch((error: unknown) => error);

const python = pythonWith('numpy');

describe.skipIf(!python)(`.npz${python ? '' : ' (needs python3-numpy)'}`, () => {
  if (python) {
    const script = `
import numpy as np, sys
a = np.arange(12, dtype='<f4').reshape(3, 4); b = np.asfortranarray(np.arange(6.).reshape(2, 3))
np.savez(sys.argv[1] + '/plain.npz', a=a, b=b)
np.savez_compressed(sys.argv[1] + '/packed.npz', a=np.zeros((100, 100)), b=b)
np.savez(sys.argv[1] + '/single.npz', b)
`;
    expect(spawnSync(python!, ['-c', script, folder]).status).toBe(0);
  }

  it('reads arrays by name, stored and deflated', async () => {
    expect(await read('plain.npz#a')).toEqual({
      shape: [3, 4],
      values: Float32Array.from({ length: 12 }, (_, i) => i),
    });
    const b = { shape: [2, 3], values: Float64Array.of(0, 1, 2, 3, 4, 5) };
    expect(await read('plain.npz#b')).toEqual(b);
    expect(await read('packed.npz#b')).toEqual(b);
    expect((await read('packed.npz#a')).values).toEqual(new Float64Array(10_000));
    expect(await read('single.npz')).toEqual(b);
  });

  it('says which arrays there are', async () => {
    expect(await failure('plain.npz')).toMatchObject({ hint: 'say which: plain.npz#a, plain.npz#b' });
    expect(await failure('plain.npz#c')).toMatchObject({ message: "plain.npz holds no array 'c'" });
  });

  it('gives the arrays or a RunError, wherever the file is cut or damaged', async () => {
    const good = readFileSync(join(folder, 'packed.npz'));
    const whole = await read('packed.npz#b');
    for (let at = 0; at < good.length; at += 7) {
      write('cut.npz', good.subarray(0, at));
      expect(await failure('cut.npz#b')).toBeInstanceOf(RunError);
      const bytes = Uint8Array.from(good);
      bytes[at]! ^= 0x55;
      write('damaged.npz', bytes);
      const result = await failure('damaged.npz#b');
      if (!(result instanceof RunError)) expect(result).toEqual(whole);
    }
  });

  it('refuses what unpacks to more than it declares', async () => {
    const bytes = Uint8Array.from(readFileSync(join(folder, 'packed.npz')));
    const view = new DataView(bytes.buffer);
    const entry = bytes.findIndex(
      (_, at) => at + 4 <= bytes.length && view.getUint32(at, true) === 0x02014b50,
    );
    view.setUint32(entry + 24, 200, true);
    write('bomb.npz', bytes);
    expect(await failure('bomb.npz#a')).toMatchObject({ message: expect.stringContaining('damaged') });
  });
});

describe('.csv', () => {
  it('reads numbers, with and without a header, in three separators', async () => {
    write('plain.csv', '1,2.5\n-3e2,+.5\n');
    expect(await read('plain.csv')).toEqual({ shape: [2, 2], values: Float64Array.of(1, 2.5, -300, 0.5) });
    write('named.csv', 'id;"x";y\r\nfirst;1;2\r\nsecond;3;inf\r\n');
    expect(await read('named.csv#y,x')).toEqual({
      shape: [2, 2],
      values: Float64Array.of(2, 1, Number.POSITIVE_INFINITY, 3),
    });
    write('tabs.csv', 'a\tb\n1\tnan\n');
    expect(await read('tabs.csv')).toEqual({ shape: [1, 2], values: Float64Array.of(1, Number.NaN) });
    expect(await read('plain.csv#1')).toEqual({ shape: [2, 1], values: Float64Array.of(2.5, 0.5) });
  });

  it('says where a table is wrong', async () => {
    expect(await failure('named.csv')).toMatchObject({
      message: "named.csv: column 'id' has 'first' in row 0 (counted from 0), not a number",
    });
    expect(await failure('named.csv#z')).toMatchObject({ hint: 'it has id, x, y' });
    write('ragged.csv', 'a,b\n1,2\n3\n');
    expect(await failure('ragged.csv')).toMatchObject({
      message: expect.stringMatching(/^ragged.csv:3: 1 cells/),
    });
    write('hole.csv', 'a,b\n1,2\n3,\n');
    expect(await failure('hole.csv')).toBeInstanceOf(RunError);
    write('empty.csv', '');
    expect(await failure('empty.csv')).toBeInstanceOf(RunError);
  });
});

describe('.arrow', () => {
  const table = tableFromArrays(
    {
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      y: Int32Array.of(7, 8, 9),
      name: ['a', 'b', 'c'],
    },
    { types: { x: fixedSizeList(float64(), 2) } },
  );

  it('reads columns of numbers and of lists', async () => {
    write('table.arrow', tableToIPC(table, { format: 'file' })!);
    expect(await read('table.arrow#y')).toEqual({ shape: [3, 1], values: Float64Array.of(7, 8, 9) });
    expect(await read('table.arrow#x')).toEqual({ shape: [3, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect(await read('table.arrow#y,x')).toEqual({
      shape: [3, 3],
      values: Float64Array.of(7, 1, 2, 8, 3, 4, 9, 5, 6),
    });
  });

  it('refuses text and what is no table', async () => {
    expect(await failure('table.arrow')).toMatchObject({
      message: expect.stringContaining("'name' has 'a'"),
    });
    write('text.arrow', 'no table');
    expect(await failure('text.arrow')).toBeInstanceOf(RunError);
  });
});

it('names other files as what they are', async () => {
  write('array.pt', 'x');
  expect(await failure('array.pt')).toMatchObject({
    message: expect.stringContaining('array.pt is no .npy'),
  });
  expect(await failure('nothing.npz#a')).toMatchObject({ message: 'there is no file nothing.npz' });
});
