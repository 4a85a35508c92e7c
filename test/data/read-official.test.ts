import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, DatasetNode } from '../../runner/contract/dataset.ts';
import { loadCifar } from '../../runner/data/cifar-dataset.ts';
import cifar from '../../runner/nodes/dataset/cifar-10.ts';
import fashion from '../../runner/nodes/dataset/fashion-mnist.ts';
import svhn from '../../runner/nodes/dataset/svhn.ts';
import type { DatasetPlan, JsonObject, Shape } from '../../src/plan/plan.ts';

const hasFashion = existsSync('/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz');
const svhnFolder = (process.env.INFOPLANE_DATA ?? '')
  .split(delimiter)
  .find((folder) => existsSync(join(folder, 'svhn', 'train_32x32.mat')));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-official-'));
});
afterAll(() => rm(folder, { recursive: true }));

function load(
  node: DatasetNode,
  plan: { shape: Shape; sizes: [number, number]; params?: JsonObject },
  data = '',
): { dataset: Promise<Dataset>; warnings: string[] } {
  const warnings: string[] = [];
  const { shape, sizes, params = {} } = plan;
  const [trainSize, testSize] = sizes;
  const whole: DatasetPlan = { name: 'd', kind: 'd', params, shape, classes: 10, trainSize, testSize };
  const env = { INFOPLANE_DATA: data, XDG_CACHE_HOME: folder };
  return { warnings, dataset: node.load(whole, { env, folder, warn: (text) => warnings.push(text) }) };
}

const perClass = (labels: Int32Array) =>
  Array.from({ length: 10 }, (_, c) => labels.filter((l) => l === c).length);

describe('fashion-mnist', () => {
  it.skipIf(!hasFashion)(
    'is the official data (needs the Debian package dataset-fashion-mnist)',
    async () => {
      const { dataset, warnings } = load(fashion.run, { shape: [1, 28, 28], sizes: [60000, 10000] });
      const { train, test, files } = await dataset;
      expect(warnings).toEqual([]);
      expect(files.map((file) => file.official)).toEqual([true, true, true, true]);
      expect(perClass(train.labels)).toEqual(Array<number>(10).fill(6000));
      expect(perClass(test.labels)).toEqual(Array<number>(10).fill(1000));
      // The first training image is an ankle boot, the first test image too.
      expect([train.labels[0], test.labels[0]]).toEqual([9, 9]);
    },
  );
});

describe('svhn', () => {
  it.skipIf(!svhnFolder)(
    'reads real digits (needs svhn/train_32x32.mat and svhn/test_32x32.mat in a folder named in INFOPLANE_DATA)',
    async () => {
      const plan = { shape: [3, 32, 32], sizes: [1000, 500] as [number, number] };
      const { dataset } = load(svhn.run, plan, svhnFolder);
      const { train, test } = await dataset;
      expect([train.count, test.count]).toEqual([1000, 500]);
      // Ones are the most frequent digits of house numbers.
      const counts = perClass(train.labels);
      expect(Math.min(...counts)).toBeGreaterThan(20);
      expect(counts.indexOf(Math.max(...counts))).toBe(1);
      const pixels = train.gather(Uint32Array.of(0, 1, 2));
      expect(pixels).toHaveLength(3 * 3072);
      expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...pixels)).toBeLessThanOrEqual(1);
    },
    60_000,
  );

  it('says what is missing, where it was looked for and what to do', async () => {
    const { dataset } = load(svhn.run, { shape: [3, 32, 32], sizes: [10, 10] });
    await expect(dataset).rejects.toThrow(/train_32x32\.mat was not found in/);
    await expect(dataset).rejects.toMatchObject({ hint: expect.stringMatching(/infoplane data fetch svhn/) });
  });

  it('turns columns into rows and ten into zero', async () => {
    await mkdir(join(folder, 'svhn'), { recursive: true });
    for (const [name, count] of [
      ['train_32x32.mat', 20],
      ['test_32x32.mat', 10],
    ] as const) {
      await writeFile(join(folder, 'svhn', name), matFile(count));
    }
    const { dataset, warnings } = load(svhn.run, { shape: [3, 32, 32], sizes: [20, 10] }, folder);
    const { train } = await dataset;
    expect(warnings).toHaveLength(2);
    expect([...train.labels.slice(0, 11)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    const pixels = train.gather(Uint32Array.of(3));
    for (const [channel, row, column] of [
      [0, 0, 1],
      [1, 5, 0],
      [2, 31, 7],
    ] as const) {
      expect(pixels[channel * 1024 + row * 32 + column]).toBeCloseTo(
        pixelOf(row, column, channel, 3) / 255,
        6,
      );
    }
  });

  const pixelOf = (row: number, column: number, channel: number, sample: number) =>
    (row + 7 * column + 50 * channel + 11 * sample) % 256;

  /** A MATLAB 5 file with `X` and `y`, not packed. */
  function matFile(count: number): Buffer {
    const pixels = Buffer.alloc(count * 3072);
    for (let at = 0; at < pixels.length; at++) {
      const [row, column] = [at % 32, Math.floor(at / 32) % 32];
      pixels[at] = pixelOf(row, column, Math.floor(at / 1024) % 3, Math.floor(at / 3072));
    }
    const labels = Buffer.from(Array.from({ length: count }, (_, at) => (at % 10) + 1));
    const header = Buffer.alloc(128, ' ');
    header.writeUInt16LE(0x0100, 124);
    header.write('IM', 126);
    return Buffer.concat([header, matrix('X', [32, 32, 3, count], pixels), matrix('y', [count, 1], labels)]);
  }

  function matrix(name: string, shape: readonly number[], bytes: Buffer): Buffer {
    const flags = Buffer.alloc(8);
    flags.writeUInt32LE(9);
    const lengths = Buffer.from(Int32Array.from(shape).buffer);
    return element(
      14,
      Buffer.concat([
        element(6, flags),
        element(5, lengths),
        element(1, Buffer.from(name)),
        element(2, bytes),
      ]),
    );
  }

  function element(type: number, body: Buffer): Buffer {
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(type);
    tag.writeUInt32LE(body.length, 4);
    return Buffer.concat([tag, body, Buffer.alloc((8 - (body.length % 8)) % 8)]);
  }
});

describe('cifar-10', () => {
  const names = cifar.run.source!.files.map((file) => file.name);
  /** Records whose label is the number of the sample, and whose pixels count up. */
  const batch = (count: number, from: number) =>
    Buffer.concat(
      Array.from({ length: count }, (_, at) =>
        Buffer.from([(from + at) % 10, ...Array.from({ length: 3072 }, (_, i) => (i + from + at) % 256)]),
      ),
    );

  it('joins the training batches in order and keeps the test batch apart', async () => {
    await mkdir(join(folder, 'cifar-10'), { recursive: true });
    for (const [at, name] of names.entries())
      await writeFile(join(folder, 'cifar-10', name), batch(4, 4 * at));
    const { dataset, warnings } = load(cifar.run, { shape: [3, 32, 32], sizes: [20, 4] }, folder);
    const { train, test, files } = await dataset;
    expect(warnings).toHaveLength(6);
    expect(files).toHaveLength(6);
    expect([...train.labels]).toEqual(Array.from({ length: 20 }, (_, at) => at % 10));
    expect([...test.labels]).toEqual([0, 1, 2, 3]);
    expect(train.gather(Uint32Array.of(19)).slice(0, 2)).toEqual(Float32Array.of(19 / 255, 20 / 255));
  });

  it('refuses a batch that is cut off', async () => {
    const source = { ...cifar.run.source!, name: 'cut' };
    await mkdir(join(folder, 'cut'), { recursive: true });
    for (const name of names) await writeFile(join(folder, 'cut', name), batch(2, 0).subarray(0, 5000));
    const plan = {
      name: 'd',
      kind: 'd',
      params: {},
      shape: [3, 32, 32],
      classes: 10,
      trainSize: 2,
      testSize: 2,
    };
    const services = { env: { INFOPLANE_DATA: folder }, folder, warn: () => {} };
    await expect(loadCifar(source, plan, services)).rejects.toThrow(/no whole number of records/);
  });

  it('declares the sizes of the official files', () => {
    const { downloads, files } = cifar.run.source!;
    expect(downloads).toHaveLength(1);
    expect(files.map((file) => file.bytes)).toEqual(Array<number>(6).fill(10000 * 3073));
  });
});
