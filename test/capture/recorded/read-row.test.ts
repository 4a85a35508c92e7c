import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCommon, readRow } from '../../../runner/capture/recorded/read-row.ts';
import { recordingOf } from '../../../runner/capture/recorded/recorded-data.ts';
import type { Capture } from '../../../runner/contract/capture.ts';
import type { StoredTensor } from '../../../runner/readers/safetensors.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { bytesOf, type FolderChoice, float32, float64, writeFolder } from '../../captures/captures-folder.ts';
import { oneModel, recordedPlan } from '../../captures/recorded-plan.ts';
import { temporaryProject } from '../../temporary-project.ts';

const forward = { forward: { layers: ['F1', 'C1'] } };
const both = { ...forward, backward: { kind: 'errors', layers: ['C1'] } };

/** The captures of the row at iteration 4. */
async function rowOf(choice: FolderChoice, probes: Readonly<Record<string, object>>): Promise<Capture[]> {
  const folder = temporaryProject({ 'package.json': '{}' });
  writeFolder(join(folder, 'run'), choice);
  return readFourth(folder, probes);
}

async function readFourth(folder: string, probes: Readonly<Record<string, object>>): Promise<Capture[]> {
  const [stage] = recordedPlan(folder, oneModel('run', probes)).stages;
  const recording = recordingOf(stage!, { folder, env: {} });
  const row = recording.rows.find(({ iteration }) => iteration === 4)!;
  const reading = { stage: stage!, recording };
  return readRow(reading, row, await openCommon(reading, row.samples), stage!.probes);
}

const n = 12;
const count = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

test('gives each probe its layers in its order, in memory of its own', async () => {
  const [seen, errors] = await rowOf({}, both);
  expect(seen).toMatchObject({ iteration: 4, seed: 1, samples: n, classes: 3 });
  expect(seen!.layers.map(({ index, channels, features }) => [index, channels, features])).toEqual([
    [1, 1, 5],
    [0, 2, 9],
  ]);
  expect(errors!.layers.map(({ channels, features }) => [channels, features])).toEqual([[2, 9]]);
  expect(seen!.lossError).toHaveLength(0);
  expect(errors!.lossError).toHaveLength(3 * n);
  expect([...seen!.labels]).toEqual(Array.from({ length: n }, (_, at) => at % 3));
  expect(seen!.inputs.buffer).not.toBe(errors!.inputs.buffer);
  expect(seen!.labels.buffer).not.toBe(errors!.labels.buffer);
  expect([...seen!.inputs]).toEqual([...errors!.inputs]);
});

test('numbers stay as they are: float32 and float64, and integers', async () => {
  const values = Float64Array.from({ length: 5 * n }, (_, at) => 1 / (at + 3));
  const whole = Int16Array.from({ length: 18 * n }, (_, at) => at - 50);
  const [seen] = await rowOf(
    {
      arrays: () => ({
        'T.F1': float64([n, 5], values),
        'T.C1': { dtype: 'I16', shape: [n, 2, 3, 3], data: bytesOf(whole) },
      }),
    },
    forward,
  );
  expect(seen!.layers[0]!.values).toEqual(values);
  expect(seen!.layers[1]!.values).toEqual(Float64Array.from(whole));
  expect(seen!.inputs).toBeInstanceOf(Float32Array);
});

test('channels come first, wherever they were recorded', async () => {
  const axis = fc.uniqueArray(fc.constantFrom('C', 'H', 'W'), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      axis,
      fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
      ),
      async (letters, shape) => {
        const size = count(shape);
        const values = Float32Array.from({ length: n * size }, (_, at) => at);
        const axes = `N${letters.join('')}`;
        const layers = { C1: { axes, shape }, F1: { axes: 'NF', shape: [5] } };
        const [seen] = await rowOf(
          { header: { layers }, arrays: () => ({ 'T.C1': float32([n, ...shape], values), 'd.C1': null }) },
          { forward: { layers: ['C1'] } },
        );
        const lengthOf = (letter: string) => shape[letters.indexOf(letter as 'C')]!;
        const [channels, height, width] = [lengthOf('C'), lengthOf('H'), lengthOf('W')];
        // rows and columns stay in the order that they were recorded in
        const places = letters.filter((letter) => letter !== 'C');
        const [layer] = seen!.layers;
        expect([layer!.channels, layer!.features]).toEqual([channels, height * width]);
        for (let sample = 0; sample < n; sample++)
          for (let c = 0; c < channels; c++)
            for (let first = 0; first < lengthOf(places[0]!); first++)
              for (let second = 0; second < lengthOf(places[1]!); second++) {
                const at = { C: c, [places[0]!]: first, [places[1]!]: second } as Record<string, number>;
                const from = letters.reduce(
                  (place, letter) => place * lengthOf(letter) + at[letter]!,
                  sample,
                );
                const to =
                  ((sample * channels + c) * lengthOf(places[0]!) + first) * lengthOf(places[1]!) + second;
                expect(layer!.values[to]).toBe(values[from]);
              }
      },
    ),
    { numRuns: 15 },
  );
});

const tokens = { C1: { axes: 'NTF', shape: [4, 2] }, F1: { axes: 'NF', shape: [5] } };
const ofTokens = (mask: StoredTensor | null): FolderChoice => ({
  errors: false,
  header: { layers: tokens },
  arrays: () => ({
    'T.C1': float32(
      [n, 4, 2],
      Array.from({ length: 8 * n }, (_, at) => at),
    ),
    ...(mask ? { mask } : {}),
  }),
});

test.each([
  ['tokens', [4, 2], [0, 1, 2, 3, 4, 5, 6, 7]],
  ['mean', [1, 2], [3, 4]],
  ['last', [1, 2], [6, 7]],
])('tokens by %s', async (split, size, first) => {
  const [seen] = await rowOf(ofTokens(null), { forward: { layers: ['C1'], split } });
  const [{ channels, features, values }] = seen!.layers as [Capture['layers'][0]];
  expect([channels, features]).toEqual(size);
  expect([...values.subarray(0, first.length)]).toEqual(first);
});

test('a mask leaves tokens out', async () => {
  const mask: StoredTensor = {
    dtype: 'U8',
    shape: [n, 4],
    data: Uint8Array.from({ length: 4 * n }, (_, at) => Number(at % 4 < 2)),
  };
  const [seen] = await rowOf(ofTokens(mask), { forward: { layers: ['C1'], split: 'mean' } });
  expect([...seen!.layers[0]!.values.subarray(0, 4)]).toEqual([1, 2, 9, 10]);
});

describe('Y', () => {
  const y = (tensor: StoredTensor | null, header = {}) =>
    rowOf({ header: { classes: null, ...header }, arrays: () => ({ Y: tensor }) }, forward);

  test('of whole numbers that nobody counted is numbered', async () => {
    const values = Int32Array.from({ length: n }, (_, at) => 10 * (at % 2) - 5);
    const [seen] = await y({ dtype: 'I32', shape: [n], data: bytesOf(values) });
    expect([...seen!.labels]).toEqual(Array.from({ length: n }, (_, at) => at % 2));
    expect(seen).toMatchObject({ classes: 2 });
    expect(seen).not.toHaveProperty('targets');
  });

  test('of real numbers is what they are', async () => {
    const values = Array.from({ length: n }, (_, at) => at / 7);
    const [seen] = await y(float64([n], values));
    expect(seen!.targets).toEqual(Float64Array.from(values));
    expect(seen!.labels).toHaveLength(0);
  });

  test('may be missing', async () => {
    const [seen] = await y(null);
    expect(seen!.labels).toHaveLength(0);
    expect(seen).not.toHaveProperty('targets');
  });

  test('that counts in floats is classes where their number is said', async () => {
    const [seen] = await y(
      float32(
        [n],
        Array.from({ length: n }, (_, at) => at % 3),
      ),
      { classes: 3 },
    );
    expect([...seen!.labels.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
  });
});

const bad: readonly (readonly [what: string, choice: FolderChoice, named: string])[] = [
  ['an array that is not there', { arrays: () => ({ 'T.F1': null }) }, 'T.F1'],
  ['another n', { arrays: () => ({ 'T.F1': float32([n - 1, 5], new Float32Array(5 * (n - 1))) }) }, 'T.F1'],
  ['another shape', { arrays: () => ({ 'T.F1': float32([n, 6], new Float32Array(6 * n)) }) }, 'T.F1'],
  [
    'NaN',
    { arrays: () => ({ 'T.F1': float32([n, 5], new Float32Array(5 * n).fill(Number.NaN, 23, 24)) }) },
    'sample 4',
  ],
  [
    'an infinite number',
    { arrays: () => ({ X: float32([n, 4], new Float32Array(4 * n).fill(Number.POSITIVE_INFINITY, 47)) }) },
    'sample 11',
  ],
  [
    'a label that is no class',
    { arrays: () => ({ Y: { dtype: 'U8', shape: [n], data: new Uint8Array(n).fill(3, 7) } }) },
    'sample 7',
  ],
  [
    'a label below 0',
    { arrays: () => ({ Y: { dtype: 'I8', shape: [n], data: new Uint8Array(n).fill(255, 2) } }) },
    'sample 2',
  ],
  ['one-hot labels', { arrays: () => ({ Y: float32([n, 3], new Float32Array(3 * n)) }) }, '`Y`'],
];

describe('one message names file and row for', () => {
  test.each(bad)('%s', async (_, choice, named) => {
    const failure = await rowOf(choice, forward).catch((cause: Error) => cause);
    expect(failure).toBeInstanceOf(RunError);
    const { message } = failure as RunError;
    expect(message).toContain('run/batch/000004.safetensors (row 4 of batch)');
    expect(message).toContain(named);
  });

  test.each([
    ['a cut file', (file: string) => truncateSync(file, 900)],
    ['an empty file', (file: string) => truncateSync(file, 0)],
  ])('%s', async (_, damage) => {
    const folder = temporaryProject({ 'package.json': '{}' });
    writeFolder(join(folder, 'run'));
    damage(join(folder, 'run/batch/000004.safetensors'));
    const failure = await readFourth(folder, forward).catch((cause: Error) => cause);
    expect(failure).toBeInstanceOf(RunError);
    expect((failure as RunError).message).toContain('run/batch/000004.safetensors (row 4 of batch)');
  });

  test('a file that is not there, before anything runs', async () => {
    const folder = temporaryProject({ 'package.json': '{}' });
    writeFolder(join(folder, 'run'));
    rmSync(join(folder, 'run/batch/000004.safetensors'));
    await expect(readFourth(folder, forward)).rejects.toThrow(
      /^captures-invalid.*run\/batch\/000004\.safetensors \(row 4 of batch\)/,
    );
  });
});
