import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type StoredTensor, safetensorsBytes } from '../../../runner/readers/safetensors.ts';
import { runCommandLine } from '../../../src/cli/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);

/** What `infoplane estimate` gives, how many warnings it tells, and with what code it ends. */
async function estimate(...args: readonly string[]) {
  let out = '';
  let err = '';
  const { signal } = new AbortController();
  const code = await runCommandLine(['estimate', ...args, '--json'], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminal: false,
    cwd: folder,
    env: {},
    signal,
  });
  const warnings = err.split('\n').filter((line) => line.startsWith('warning: '));
  return { code, warnings, err, result: code === 0 ? JSON.parse(out) : null };
}

const tensor = (shape: readonly number[], value: (at: number) => number): StoredTensor => {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => value(at));
  return { dtype: 'F32', shape, data: new Uint8Array(values.buffer) };
};

const n = 60;
const classOf = (i: number) => (i * i) % 3;
const wave = (at: number) => Math.sin(at * at) + classOf(Math.floor(at / 4));
const long = new BigInt64Array(n).map((_, i) => 2n ** 53n + BigInt(classOf(i)));
write(
  'arrays.safetensors',
  safetensorsBytes(
    new Map<string, StoredTensor>([
      ['t', tensor([n, 4], wave)],
      ['plain', tensor([n], classOf)],
      ['signs', tensor([n], (i) => 5 - 3 * classOf(i))],
      ['hot', tensor([n, 3], (at) => (at % 3 === classOf(Math.floor(at / 3)) ? 1 : 0))],
      ['long', { dtype: 'I64', shape: [n], data: new Uint8Array(long.buffer) }],
      ['many', tensor([n], (i) => 990 + classOf(i))],
      ['all', tensor([n], (i) => 17 * i)],
      ['real', tensor([n], (i) => classOf(i) + 0.25)],
      ['first', tensor([n, 2, 3, 3], wave)],
      ['last', tensor([n, 3, 3, 2], wave)],
    ]),
  ),
);
const words = ['ant', 'bee', 'cat'];
write(
  'words.csv',
  `kind,n\n${Array.from({ length: n }, (_, i) => `${words[classOf(i)]},${i}`).join('\n')}\n`,
);

const asked = [
  ['I(T;Y)'],
  ['I(T;Y)', '--label-kernel', 'rbf', '--silverman', '2'],
  ['I(T;Y)', '--estimator', 'ksg'],
  ['I(T;Y)', '--estimator', 'kde'],
  ['I(T;Y)', '--estimator', 'binning'],
  ['accuracy', '--estimator', 'linear-probe'],
];

describe('labels', () => {
  it.each(asked)('%s %s %s give the same, whatever they are written as', async (...args) => {
    const given = (labels: string) => estimate(...args, '--t', 'arrays.safetensors#t', '--labels', labels);
    const plain = await given('arrays.safetensors#plain');
    expect({ code: plain.code, warnings: plain.warnings }, plain.err).toEqual({ code: 0, warnings: [] });
    for (const labels of ['arrays.safetensors#many', 'arrays.safetensors#long', 'words.csv#kind']) {
      const other = await given(labels);
      expect(other.result).toEqual(plain.result);
      expect(other.warnings).toEqual([]);
    }
    const turned = await given('arrays.safetensors#signs');
    expect(turned.result.value).toBeCloseTo(plain.result.value, 9);
    const hot = await given('arrays.safetensors#hot');
    expect(hot.result).toEqual(plain.result);
    expect(hot.warnings).toHaveLength(1);
  });

  it('may be a class for each sample', async () => {
    const { result } = await estimate('H(Y)', '--labels', 'arrays.safetensors#all');
    expect(result.value).toBeCloseTo(Math.log2(n), 9);
  });

  it('are not real values', async () => {
    const { code, err } = await estimate('H(Y)', '--labels', 'arrays.safetensors#real');
    expect(code).toBe(4);
    expect(err).toContain('0.25');
  });

  it('that are given as a real-valued Y are told, real values are not', async () => {
    const given = (y: string) => estimate('H(Y)', '--y', `arrays.safetensors#${y}`);
    for (const y of ['plain', 'signs', 'hot']) expect((await given(y)).warnings).toHaveLength(1);
    for (const y of ['real', 'all', 't']) expect((await given(y)).warnings).toEqual([]);
  });
});

describe('the layout of T', () => {
  const given = (name: string, ...more: string[]) =>
    estimate('H(T)', '--t', `arrays.safetensors#${name}`, ...more);

  it('is told when it seems to be the other one, and nobody said which', async () => {
    expect((await given('first')).warnings).toEqual([expect.stringContaining('--layout nchw')]);
    expect((await given('last')).warnings).toEqual([]);
    expect((await given('first', '--layout', 'nchw')).warnings).toEqual([]);
    expect((await given('first', '--layout', 'nhwc')).warnings).toEqual([]);
  });

  it('is nhwc when it is not said', async () => {
    const [silent, said] = [await given('last'), await given('last', '--layout', 'nhwc')];
    expect(silent.result).toEqual(said.result);
    expect(silent.result.layout).toBe('nhwc');
  });
});

describe('a table of text', () => {
  const rows = Array.from({ length: 9 }, (_, i) => `${i},${Math.sin(i)},${Math.cos(i)}`);
  write('index.csv', `,a,b\n${rows.join('\n')}\n`);
  write('numbered.csv', `0,1,2\n${rows.join('\n')}\n`);

  it('has its index told, which its columns leave out', async () => {
    expect((await estimate('H(X)', '--x', 'index.csv')).warnings).toEqual([
      expect.stringContaining('index.csv#1-'),
    ]);
    const without = await estimate('H(X)', '--x', 'index.csv#1-');
    expect(without.warnings).toEqual([]);
    expect(without.result.value).toBe((await estimate('H(X)', '--x', 'index.csv#a,b')).result.value);
  });

  it('has a header where --header says so', async () => {
    const guessed = await estimate('H(X)', '--x', 'numbered.csv');
    expect(guessed.warnings).toEqual([expect.stringContaining('--header yes')]);
    expect(guessed.result.samples).toBe(10);
    const [yes, no] = [
      await estimate('H(X)', '--x', 'numbered.csv#1-', '--header', 'yes'),
      await estimate('H(X)', '--x', 'numbered.csv#1-', '--header', 'no'),
    ];
    expect([yes.warnings, no.warnings]).toEqual([[], []]);
    expect([yes.result.samples, no.result.samples]).toEqual([9, 10]);
    expect((await estimate('H(X)', '--x', 'numbered.csv', '--header', 'maybe')).code).toBe(2);
  });
});

it('a file of the official package is read by name', async () => {
  copyFileSync(
    new URL('../../fixtures/tensors.safetensors', import.meta.url),
    join(folder, 'tensors.safetensors'),
  );
  for (const name of ['F16', 'BF16', 'I8']) {
    const { result } = await estimate('H(X)', '--x', `tensors.safetensors#${name}`);
    expect(result.samples).toBe(2);
  }
});
