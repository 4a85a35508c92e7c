import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCapturesHeader } from '../../src/captures/captures-header.ts';
import { RunError } from '../../src/node/run-error.ts';

const whole = {
  format: 2,
  seed: 3,
  settings: { activation: 'tanh', width: 8, bias: true },
  classes: 10,
  loss: 'cross-entropy',
  errors: 'per-sample',
  by: { program: 'torch 2.13' },
  input: { axes: 'NCHW', shape: [1, 28, 28] },
  layers: { 'enc.3': { axes: 'NTF', shape: [64, 256] }, 'r#2': { axes: 'NF', shape: [84] } },
  samples: {
    batch: { split: 'train', n: 128 },
    test: { split: 'test', n: 512, common: 'test.safetensors', sha256: 'ab'.repeat(32) },
  },
  training: 'training.csv',
  iterations: 400,
  ended: false,
  skipped: { test: [3, 64] },
  meta: { anything: [1, { at: 'all' }] },
};

test('reads all that it says', () => {
  const header = readCapturesHeader(JSON.stringify(whole), 'x');
  expect(header).toMatchObject({ seed: 3, settings: whole.settings, classes: 10, loss: 'cross-entropy' });
  expect(header).toMatchObject({ errors: true, program: 'torch 2.13', training: 'training.csv' });
  expect([header.iterations, header.ended, [...header.skipped]]).toEqual([400, false, [['test', [3, 64]]]]);
  expect([...header.layers.keys()]).toEqual(['enc.3', 'r#2']);
  expect(header.samples.get('test')!.common).toEqual({ file: 'test.safetensors', sha256: 'ab'.repeat(32) });
  expect(header.samples.get('batch')).toEqual({ split: 'train', n: 128, common: null });
});

test('takes the least that there can be', () => {
  const { format, input, layers, samples } = whole;
  const header = readCapturesHeader(JSON.stringify({ format, input, layers, samples }), 'x');
  expect(header).toMatchObject({ seed: 1, settings: {}, classes: null, loss: null, errors: false });
  expect(header).toMatchObject({ program: null, training: null, iterations: null, ended: null });
  expect(header.skipped.size).toBe(0);
});

/** Each with the part that the message has to name. */
const wrong: readonly (readonly [change: object, named: string])[] = [
  [{ format: 1 }, 'format'],
  [{ layer: {} }, 'layer'],
  [{ seed: -1 }, 'seed'],
  [{ seed: 1.5 }, 'seed'],
  [{ settings: { a: [1] } }, '`a`'],
  [{ settings: [] }, 'settings'],
  [{ classes: 0 }, 'classes'],
  [{ loss: 3 }, 'loss'],
  [{ iterations: 1.5 }, 'iterations'],
  [{ ended: 1 }, 'ended'],
  [{ skipped: [3] }, 'skipped'],
  [{ skipped: { test: [-1] } }, 'skipped'],
  [{ errors: 'mean' }, 'errors'],
  [{ by: 'torch' }, 'by'],
  [{ input: null }, 'input'],
  [{ input: { axes: 'CHW', shape: [1, 2] } }, 'input'],
  [{ input: { axes: 'NCC', shape: [1, 2] } }, 'input'],
  [{ input: { axes: 'NF', shape: [1, 2] } }, 'input'],
  [{ input: { axes: 'NF', shape: [0] } }, 'input'],
  [{ input: { axes: 'NCHW', shape: [2 ** 30, 2 ** 30, 2 ** 30] } }, 'input'],
  [{ layers: {} }, 'layers'],
  [{ layers: { 'a b': { axes: 'NF', shape: [1] } } }, 'a b'],
  [{ layers: { a: { axes: 'NF', shape: [1], more: 1 } } }, 'more'],
  [{ samples: {} }, 'samples'],
  [{ samples: { 'a/b': { split: 'test', n: 2 } } }, 'a/b'],
  [{ samples: { a: { split: 'valid', n: 2 } } }, 'split'],
  [{ samples: { a: { split: 'test', n: 0 } } }, '`n`'],
  [{ samples: { a: { split: 'test', n: 2, common: '../a.npz' } } }, '../a.npz'],
  [{ samples: { a: { split: 'test', n: 2, common: '/a.npz' } } }, '/a.npz'],
  [{ samples: { a: { split: 'test', n: 2, common: 'a.npy' } } }, 'a.npy'],
  [{ samples: { a: { split: 'test', n: 2, common: 'a.npz', sha256: 'ab' } } }, 'sha256'],
  [{ training: '../training.csv' }, 'training'],
];

describe('one message says what is wrong', () => {
  test.each(wrong)('%j', (change, named) => {
    const read = () => readCapturesHeader(JSON.stringify({ ...whole, ...change }), 'run/captures.json');
    expect(read).toThrow(RunError);
    expect(read).toThrow('run/captures.json');
    expect(read).toThrow(named);
  });

  test.each(['', '{', '[]', '3', JSON.stringify(whole).slice(0, -9)])('%j is none', (text) => {
    expect(() => readCapturesHeader(text, 'x')).toThrow(RunError);
  });
});

test('whatever its parts are, it is read or refused in words', () => {
  const keys = Object.keys(whole);
  const part = fc.oneof(
    fc.json(),
    fc.constant('{"axes":"NF","shape":[1e300]}'),
    fc.constant('{"__proto__":1}'),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...keys, '__proto__'), part), { maxLength: 4 }),
      (parts) => {
        const kept = Object.entries(whole).filter(([key]) => !parts.some(([other]) => other === key));
        const texts = [
          ...kept.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`),
          ...parts.map(([key, value]) => `${JSON.stringify(key)}:${value}`),
        ];
        try {
          const header = readCapturesHeader(`{${texts.join()}}`, 'x');
          expect(header.layers.size).toBeGreaterThan(0);
          for (const { n } of header.samples.values()) expect(n).toBeGreaterThan(0);
        } catch (cause) {
          expect(cause).toBeInstanceOf(RunError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
