import { describe, expect, it } from 'vitest';
import {
  nullAnswer,
  nullProblems,
  nullSettings,
  permutationsOf,
  summariseNull,
} from '../../runner/estimation/permutation-null.ts';
import { madeUpCapture } from '../../runner/proof/variants.ts';

describe('what permuted values say of an observed one', () => {
  it('counts the observed one among them, and what differs by round-off as equal', () => {
    expect(summariseNull(3, [1, 2, 3])).toEqual({ mean: 2, spread: 1, p: 0.5 });
    expect(
      summariseNull(
        5,
        Array.from({ length: 99 }, () => 1),
      ).p,
    ).toBe(0.01);
    expect(summariseNull(1, [1 - 1e-12, 1 + 1e-12]).p).toBe(1);
    expect(summariseNull(1, [4])).toEqual({ mean: 4, spread: 0, p: 1 });
  });

  it('gives what the settings ask for, with what the permutations leave open', () => {
    const ask = (value: 'observed' | 'excess' | 'mean' | 'spread' | 'p') =>
      nullAnswer(5, [1, 2, 3, 6], { permutations: 4, value });
    const [spread] = [Math.sqrt(14 / 3)];
    expect(ask('observed')).toMatchObject({ value: 5, stderr: null });
    expect(ask('excess')).toMatchObject({ value: 2, stderr: spread / 2 });
    expect(ask('mean')).toMatchObject({ value: 3, stderr: spread / 2 });
    expect(ask('spread')).toMatchObject({ value: spread, stderr: null });
    expect(ask('p')).toMatchObject({ value: 0.4, stderr: null });
    expect(ask('p').words).toBe('4 permutations: mean 3, spread 2.16');
    const many = nullAnswer(5, new Array<number>(99).fill(0), nullSettings({})!);
    expect(many.words).toBe('99 permutations: mean 0, spread 0, p 0.01');
  });
});

it('permutations are drawn by seed, row and samples, and the first of many are the few of few', () => {
  const capture = madeUpCapture(3);
  const places = (changed: object, count = 3) =>
    permutationsOf({ ...capture, ...changed }, count).map((order) => Array.from(order.places));
  const few = places({});
  expect(places({}, 9).slice(0, 3)).toEqual(few);
  for (const order of few) expect(order.toSorted((a, b) => a - b)).toEqual(order.map((_, i) => i));
  expect(places({ seed: 4 })).not.toEqual(few);
  expect(places({ iteration: 1 })).not.toEqual(few);
  expect(places({ layers: [] })).toEqual(few);
});

it('a p takes 99 permutations, and nothing but an information has any', () => {
  const of = { isInformation: true, why: '' };
  expect(nullProblems(undefined, 'H(T)', { ...of, isInformation: false })).toEqual([]);
  expect(nullProblems({ permutations: 98, value: 'p' }, 'I(X;T)', of)).toMatchObject([
    { setting: ['null', 'permutations'], code: 'value-out-of-range' },
  ]);
  expect(nullProblems({ value: 'p' }, 'I(X;T)', of)).toEqual([]);
  expect(nullProblems({ permutations: 2, value: 'mean' }, 'I(X;T)', of)).toEqual([]);
  expect(nullProblems({}, 'H(T)', { ...of, isInformation: false })).toMatchObject([{ setting: ['null'] }]);
});
