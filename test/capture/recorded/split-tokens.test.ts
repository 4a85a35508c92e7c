import { expect, test } from 'vitest';
import { splitTokens } from '../../../runner/capture/recorded/split-tokens.ts';
import { RunError } from '../../../src/node/run-error.ts';

// two samples of three tokens of two numbers
const values = Float64Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
const form = { n: 2, tokens: 3, features: 2, mask: null };
const masked = { ...form, mask: Float64Array.of(1, 1, 0, 0, 1, 0) };

test.each([
  ['tokens', form, [...values]],
  ['mean', form, [3, 4, 30, 40]],
  ['last', form, [5, 6, 50, 60]],
  ['tokens', masked, [1, 2, 3, 4, 0, 0, 0, 0, 30, 40, 0, 0]],
  ['mean', masked, [2, 3, 30, 40]],
  ['last', masked, [3, 4, 30, 40]],
] as const)('%s', (split, of, expected) => {
  expect([...splitTokens(values, of, split, 'x')]).toEqual(expected);
  expect(splitTokens(Float32Array.from(values), of, split, 'x')).toBeInstanceOf(Float32Array);
});

test('a sample of which no token counts has no mean and no last one', () => {
  const none = { ...form, mask: Float64Array.of(1, 1, 1, 0, 0, 0) };
  for (const split of ['mean', 'last'] as const) {
    expect(() => splitTokens(values, none, split, 'file, row 3')).toThrow(RunError);
    expect(() => splitTokens(values, none, split, 'file, row 3')).toThrow(/file, row 3.*sample 1/);
  }
});
