import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetNode } from '../../runner/contract/dataset.ts';
import imageFolder from '../../runner/nodes/dataset/image-folder.ts';
import npy from '../../runner/nodes/dataset/npy.ts';
import npz from '../../runner/nodes/dataset/npz.ts';
import type { DatasetPlan, JsonObject, Shape } from '../../src/plan/plan.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-own-'));
  await put('project/package.json', Buffer.from('{}'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

/** Loads with the study in project/specs; the sizes are those of the plan too. */
function load(
  node: DatasetNode,
  params: JsonObject,
  shape: Shape = params.shape as Shape,
  more: Partial<DatasetPlan> = {},
) {
  const sizes = params.sizes as { train: number; test: number };
  const plan = {
    name: 'mine',
    kind: 'k',
    params,
    shape,
    classes: 3,
    trainSize: sizes.train,
    testSize: sizes.test,
    ...more,
  };
  const env = { INFOPLANE_DATA: join(folder, 'data') };
  return node.load(plan, { env, folder: join(folder, 'project', 'specs'), warn: () => {} });
}

function npyFile(descr: string, shape: readonly number[], bytes: Uint8Array): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}, ), }\n`;
  const header = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
  return Buffer.concat([header, Buffer.from(text), bytes]);
}

const bytesUpTo = (count: number) => Uint8Array.from({ length: count }, (_, at) => (at * 17) % 256);
const labels = (count: number) =>
  npyFile(
    '|u1',
    [count],
    Uint8Array.from({ length: count }, (_, at) => at % 3),
  );

function zipOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), facts, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), facts, place, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, one) => sum + one.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

describe('npy', () => {
  const files = {
    train: { images: '../data/x.npy', labels: '../data/y.npy' },
    test: { images: '../data/test.npz#x', labels: '../data/test.npz#y' },
  };
  const params = { files, shape: [2, 3, 2], sizes: { train: 6, test: 3 }, layout: 'nhwc' };
  const putAll = async (train: Buffer) => {
    await put('project/data/x.npy', train);
    await put('project/data/y.npy', labels(6));
    const test = zipOf({ 'x.npy': npyFile('|u1', [3, 3, 2, 2], bytesUpTo(36)), 'y.npy': labels(3) });
    await put('project/data/test.npz', test);
  };

  it('reads bytes / 255 with channels last, from .npy and .npz', async () => {
    await putAll(npyFile('|u1', [6, 3, 2, 2], bytesUpTo(72)));
    const { train, test, files: records } = await load(npy.run, params);
    expect([...train.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    const at = (channel: number, place: number) => ((12 + 2 * place + channel) * 17) % 256;
    const expected = [0, 1].flatMap((channel) =>
      [0, 1, 2, 3, 4, 5].map((place) => Math.fround(at(channel, place) / 255)),
    );
    expect([...train.gather(Uint32Array.of(1))]).toEqual(expected);
    expect([...test.gather(Uint32Array.of(1))]).toEqual(expected);
    expect(records.map((record) => record.path)).toEqual([
      files.train.images,
      files.train.labels,
      files.test.images,
      files.test.labels,
    ]);
    expect(new Set(records.map((record) => record.md5)).size).toBe(4);
  });

  describe('real values in the place of classes', () => {
    const numbers = (shape: readonly number[], from = 0) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const values = Float64Array.from({ length: count }, (_, at) => from + at / 4);
      return npyFile('<f8', shape, new Uint8Array(values.buffer));
    };
    const put2 = async (train: Buffer, test: Buffer) => {
      await putAll(npyFile('|u1', [6, 3, 2, 2], bytesUpTo(72)));
      await put('project/data/y.npy', train);
      await put('project/data/z.npy', test);
    };
    const own = { ...params, files: { ...files, test: { ...files.test, labels: '../data/z.npy' } } };
    const ofValues = (targets: number, more: JsonObject = {}) =>
      load(npy.run, { ...own, ...more, targets }, [2, 3, 2], { classes: null, targets });

    it('of one column or several', async () => {
      await put2(numbers([6]), numbers([3]));
      const one = await ofValues(1);
      expect([...one.train.targets!]).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25]);
      expect(one.train.labels).toHaveLength(0);
      await put2(numbers([6, 2]), numbers([3, 2], -1));
      expect([...(await ofValues(2)).test.targets!]).toEqual([-1, -0.75, -0.5, -0.25, 0, 0.25]);
    });

    it('of a subset, the first so many', async () => {
      await put2(numbers([6, 2]), numbers([3, 2]));
      const plan = { classes: null, targets: 2, trainSize: 2 };
      const { train } = await load(npy.run, { ...own, targets: 2 }, [2, 3, 2], plan);
      expect([train.count, ...train.targets!]).toEqual([2, 0, 0.25, 0.5, 0.75]);
    });

    it.each([
      ['other columns', numbers([6, 3]), 2, /shape \(6, 3\), not \(n, 2\)/],
      ['other rows', numbers([5, 2]), 2, /does not have a row for each of the 6 samples/],
      [
        'a value that is none',
        npyFile('<f8', [6], new Uint8Array(Float64Array.of(0, 1, Number.NaN, 3, 4, 5).buffer)),
        1,
        /sample 2 .* holds NaN/,
      ],
    ])('refuses %s', async (_, train, targets, message) => {
      await put2(train, numbers(targets === 1 ? [3] : [3, 2]));
      await expect(ofValues(targets)).rejects.toMatchObject({ message: expect.stringMatching(message) });
    });
  });

  it('takes floats as they are, and channels first when the study says so', async () => {
    const values = Float32Array.from({ length: 72 }, (_, at) => at - 30.5);
    await putAll(npyFile('<f4', [6, 2, 3, 2], new Uint8Array(values.buffer)));
    await put(
      'project/data/test.npz',
      zipOf({ 'x.npy': npyFile('|u1', [3, 2, 3, 2], bytesUpTo(36)), 'y.npy': labels(3) }),
    );
    const { train } = await load(npy.run, { ...params, layout: 'nchw' });
    expect([...train.gather(Uint32Array.of(2))]).toEqual([...values.slice(24, 36)]);
    await expect(load(npy.run, params)).rejects.toMatchObject({
      message: expect.stringMatching(/shape \(6, 2, 3, 2\), not \(n, 3, 2, 2\)/),
      hint: 'say `layout: nchw`',
    });
  });

  it('reads vectors', async () => {
    await put(
      'project/data/x.npy',
      npyFile('<f8', [6, 4], new Uint8Array(Float64Array.from({ length: 24 }, (_, at) => at / 8).buffer)),
    );
    await put('project/data/y.npy', labels(6));
    const both = { train: files.train, test: files.train };
    const dataset = await load(npy.run, { files: both, shape: [4], sizes: { train: 6, test: 6 } });
    expect([...dataset.test.gather(Uint32Array.of(5))]).toEqual([2.5, 2.625, 2.75, 2.875]);
  });

  it.each<[string, string, Buffer, RegExp]>([
    [
      'of other sizes',
      'x.npy',
      npyFile('|u1', [5, 3, 2, 2], bytesUpTo(60)),
      /holds 5 samples, the study states 6/,
    ],
    ['with one-hot labels', 'y.npy', npyFile('|u1', [6, 3], bytesUpTo(18)), /labels are one class a sample/],
    [
      'with labels between',
      'y.npy',
      npyFile('<f4', [6], new Uint8Array(new Float32Array(6).fill(0.5).buffer)),
      /label 0 .* is 0\.5/,
    ],
    [
      'with a class too many',
      'y.npy',
      npyFile('|u1', [6], new Uint8Array(6).fill(3)),
      /4 different labels \(0 to 3\), the study states 3 classes/,
    ],
    [
      'with a NaN',
      'x.npy',
      npyFile('<f4', [6, 3, 2, 2], new Uint8Array(new Float32Array(72).fill(Number.NaN).buffer)),
      /holds NaN/,
    ],
    ['that are empty', 'x.npy', npyFile('|u1', [0, 3, 2, 2], bytesUpTo(0)), /holds 0 samples/],
  ])('refuses arrays %s', async (_, name, bytes, message) => {
    await putAll(npyFile('|u1', [6, 3, 2, 2], bytesUpTo(72)));
    await put(`project/data/${name}`, bytes);
    await expect(load(npy.run, params)).rejects.toThrow(message);
  });

  it('reads tables, with labels of any kind numbered over both parts', async () => {
    await put('project/data/train.csv', Buffer.from('a,b,animal\n1,2,dog\n3,4.5,ant\n'));
    await put('project/data/test.csv', Buffer.from('a,b,animal\n5,6,cat\n7,8,ant\n'));
    const pair = (file: string) => ({ images: `../data/${file}#0-1`, labels: `../data/${file}#animal` });
    const files = { train: pair('train.csv'), test: pair('test.csv') };
    const table = { files, shape: [2], sizes: { train: 2, test: 2 }, layout: 'nhwc' };
    const { train, test, files: records } = await load(npy.run, table);
    expect([[...train.labels], [...test.labels]]).toEqual([
      [2, 0],
      [1, 0],
    ]);
    expect([...train.gather(Uint32Array.of(1))]).toEqual([3, 4.5]);
    expect(new Set(records.map((record) => record.md5)).size).toBe(4);
    await expect(load(npy.run, { ...table, header: 'no' })).rejects.toThrow(/column '0' has 'a'/);
  });

  it('reads images that stand in rows, and classes beyond 255', async () => {
    const pixels = Array.from({ length: 3 }, (_, i) => [i, i + 0.5, 0, 1].join(' ')).join('\n');
    await put('project/data/x.txt', Buffer.from(pixels));
    const numbers = Int32Array.of(1, 1000, 300);
    await put('project/data/y.npy', npyFile('<i4', [3], new Uint8Array(numbers.buffer)));
    const part = { images: '../data/x.txt', labels: '../data/y.npy' };
    const params = { files: { train: part, test: part }, shape: [1, 2, 2], sizes: { train: 3, test: 3 } };
    const { train } = await load(npy.run, params);
    expect([...train.labels]).toEqual([0, 2, 1]);
    expect([...train.gather(Uint32Array.of(2))]).toEqual([2, 2.5, 0, 1]);
  });

  it('stays in the project, links followed, but looks into data folders', async () => {
    await putAll(npyFile('|u1', [6, 3, 2, 2], bytesUpTo(72)));
    await put('outside/x.npy', npyFile('|u1', [6, 3, 2, 2], bytesUpTo(72)));
    await put('data/sets/x.npy', npyFile('|u1', [6, 3, 2, 2], bytesUpTo(72)));
    await symlink(join(folder, 'outside', 'x.npy'), join(folder, 'project', 'data', 'link.npy'));
    const withImages = (images: string) => {
      return load(npy.run, { ...params, files: { ...files, train: { ...files.train, images } } });
    };
    for (const path of ['../../outside/x.npy', '../data/link.npy']) {
      await expect(withImages(path)).rejects.toThrow(/leads out of the project/);
    }
    await expect(withImages('sets/nothing.npy')).rejects.toThrow(
      /neither in .* nor in a folder of INFOPLANE_DATA/,
    );
    expect((await withImages('sets/x.npy')).train.count).toBe(6);
  });
});

describe('npz', () => {
  it('reads one file with the names of Keras or others', async () => {
    const arrays = {
      trainImages: 'x_train',
      trainLabels: 'y_train',
      testImages: 'x_test',
      testLabels: 'y_test',
    };
    await put(
      'data/toy.npz',
      zipOf({
        'x_train.npy': npyFile('|u1', [6, 2, 2], bytesUpTo(24)),
        'y_train.npy': labels(6),
        'x_test.npy': npyFile('|u1', [3, 2, 2], bytesUpTo(12)),
        'y_test.npy': labels(3),
      }),
    );
    const params = {
      file: 'toy.npz',
      arrays,
      shape: [1, 2, 2],
      sizes: { train: 6, test: 3 },
      layout: 'nhwc',
    };
    const { train } = await load(npz.run, params);
    expect([...train.gather(Uint32Array.of(0))]).toEqual(
      [0, 17, 34, 51].map((byte) => Math.fround(byte / 255)),
    );
    await expect(load(npz.run, { ...params, arrays: { ...arrays, testLabels: 'labels' } })).rejects.toThrow(
      /toy\.npz holds no array 'labels'/,
    );
  });
});

describe('image-folder', () => {
  const params = { folder: '../shapes', shape: [3, 2, 2], sizes: { train: 4, test: 3 } };
  const png = (colour: number, samples: readonly number[]): Buffer => {
    const line = samples.length / 2;
    const lines = [0, ...samples.slice(0, line), 0, ...samples.slice(line)];
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, colour, 0, 0, 0])),
      chunk('IDAT', deflateSync(Buffer.from(lines))),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  };
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const grey = (value: number) => png(0, [value, value + 1, value + 2, value + 3]);
  const red = png(2, [1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0]);

  beforeEach(async () => {
    await put('project/shapes/train/b/2.png', grey(40));
    await put('project/shapes/train/b/10.png', grey(20));
    await put('project/shapes/train/a/x.png', red);
    await put('project/shapes/train/c/x.PNG', grey(60));
    await put('project/shapes/train/c/notes.txt', Buffer.from('no image'));
    for (const name of ['a', 'b', 'c']) await put(`project/shapes/test/${name}/1.png`, grey(80));
  });

  it('numbers classes and orders images by name, and makes grey images colour', async () => {
    const { train, test, files } = await load(imageFolder.run, params);
    expect([...train.labels]).toEqual([0, 1, 1, 2]);
    expect([...test.labels]).toEqual([0, 1, 2]);
    const pixels = [...train.gather(Uint32Array.of(0, 1))].map((value) => Math.round(value * 255));
    expect(pixels.slice(0, 12)).toEqual([1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(pixels.slice(12)).toEqual([20, 21, 22, 23, 20, 21, 22, 23, 20, 21, 22, 23]);
    expect(files.map((file) => file.path)).toEqual(['../shapes/train', '../shapes/test']);
  });

  it('has another sum when an image changes or moves', async () => {
    const before = (await load(imageFolder.run, params)).files[0]!.md5;
    await put('project/shapes/train/c/x.PNG', grey(61));
    const changed = (await load(imageFolder.run, params)).files[0]!.md5;
    expect(changed).not.toBe(before);
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'another number of images',
      { ...params, sizes: { train: 5, test: 3 } },
      /train holds 4 samples, the study states 5/,
    ],
    ['grey images', { ...params, shape: [1, 2, 2] }, /a[/]x\.png is in colour, the study states 1 channel/],
    ['images of another size', { ...params, shape: [3, 2, 3] }, /is of 2 x 2 pixels, not of 2 x 3/],
    ['another folder', { ...params, folder: '../data' }, /\.\.[/]data is neither in/],
  ])('says where a folder is not what is stated: %s', async (_, stated, message) => {
    await expect(load(imageFolder.run, stated)).rejects.toThrow(message);
  });
});
