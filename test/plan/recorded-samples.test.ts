import { expect, test } from 'vitest';
import { samplesOfCurve } from '../../src/plan/recorded-samples.ts';

const recording = (samples: Readonly<Record<string, { split: 'train' | 'test'; n: number }>>) => ({
  recorded: {
    folder: 'c',
    program: null,
    errors: false,
    curve: null,
    samples: Object.fromEntries(Object.entries(samples).map(([name, one]) => [name, { ...one, rows: [] }])),
  },
});

test('a curve is of the only samples of its split', () => {
  const one = recording({ batch: { split: 'train', n: 64 }, probe: { split: 'test', n: 128 } });
  expect(samplesOfCurve(one, 'test')).toEqual({ name: 'probe', split: 'test', n: 128 });
  expect(samplesOfCurve(one, 'train')).toEqual({ name: 'batch', split: 'train', n: 64 });
  expect(samplesOfCurve(one, 'held-out')).toBeNull();
  const two = recording({ a: { split: 'test', n: 64 }, b: { split: 'test', n: 128 } });
  expect(samplesOfCurve(two, 'test')).toBeNull();
  expect(samplesOfCurve({}, 'test')).toBeNull();
});
