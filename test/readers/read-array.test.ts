import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedSizeList, float64, tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterAll, describe, expect, it } from 'vitest';
import { openArray, rulesIn } from '../../runner/readers/read-array.ts';
import { safetensorsBytes } from '../../runner/readers/safetensors.ts';
import { RunError } from '../../src/node/run-error.ts';
import { pythonWith } from '../peers/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-arrays-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
const rules = rulesIn(folder, { header: 'auto', headerOption: '--header', warn: () => {} });
const read = async (path: string) => (await openArray(path, rules)).numbers();
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
  it('reads columns by name, by place and by ranges of places', async () => {
    write('named.csv', 'id;"x";y\r\nfirst;1;2\r\nsecond;3;inf\r\n');
    expect(await read('named.csv#y,x')).toEqual({
      shape: [2, 2],
      values: Float64Array.of(2, 1, Number.POSITIVE_INFINITY, 3),
    });
    expect(await read('named.csv#1-')).toEqual({
      shape: [2, 2],
      values: Float64Array.of(1, 2, 3, Number.POSITIVE_INFINITY),
    });
    expect(await read('named.csv#1-1')).toEqual(await read('named.csv#x'));
    write('plain.tsv', '1\t2.5\n-3e2\t+.5\n');
    expect(await read('plain.tsv#1')).toEqual({ shape: [2, 1], values: Float64Array.of(2.5, 0.5) });
    for (const part of ['z', '3', '1-3', '2-1'])
      expect(await failure(`named.csv#${part}`)).toMatchObject({ hint: 'it has id, x, y' });
  });

  it('has another checksum for other columns', async () => {
    const contents = await Promise.all(
      ['named.csv#x', 'named.csv#y'].map(async (path) => (await openArray(path, rules)).content),
    );
    expect(contents[0]).not.toEqual(contents[1]);
  });
});

describe('.safetensors', () => {
  it('reads a tensor by name', async () => {
    write(
      'two.safetensors',
      safetensorsBytes(
        new Map([
          ['a', { dtype: 'U8', shape: [2], data: Uint8Array.of(3, 4) }],
          ['net.b', { dtype: 'F32', shape: [1], data: new Uint8Array(Float32Array.of(0.5).buffer) }],
        ]),
      ),
    );
    expect(await read('two.safetensors#net.b')).toEqual({ shape: [1], values: Float32Array.of(0.5) });
    const bytes = (await openArray('two.safetensors#a', rules)).compact();
    expect(bytes).toEqual({ shape: [2], values: Uint8Array.of(3, 4) });
    expect(await failure('two.safetensors')).toMatchObject({
      hint: 'say which: two.safetensors#a, two.safetensors#net.b',
    });
    expect(await failure('two.safetensors#c')).toMatchObject({ hint: 'it holds a, net.b' });
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
