import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesOf } from '../../runner/readers/class-labels.ts';
import { RunError } from '../../src/node/run-error.ts';

const array = (values: readonly unknown[], shape: readonly number[] = [values.length]) => ({
  name: 'y.npy',
  shape,
  values,
});
const numbers = (values: readonly unknown[], stated: number | null = null) => [
  ...classesOf([array(values)], stated).labels[0]!,
];

describe('classes', () => {
  it.each<[string, unknown[], number[]]>([
    ['-1 and 1', [1, -1, -1, 1], [1, 0, 0, 1]],
    ['whole floats', [2, 10, 2.0, 5], [0, 2, 0, 1]],
    ['truth values', [true, false, true], [1, 0, 1]],
    ['texts, by code units', ['b', 'B', 'a', 'b'], [2, 0, 1, 2]],
    ['texts and numbers', ['x', 3, 'x', 12], [2, 1, 2, 0]],
    ['whole numbers as texts, by value', ['10', '9', '10'], [1, 0, 1]],
    [
      'integers that differ beyond 2^53',
      [2n ** 53n, 2n ** 53n + 1n, -(2n ** 60n), 2n ** 53n, 7],
      [2, 3, 0, 2, 1],
    ],
    ['the same as texts', ['9007199254740993', '9007199254740992', 0], [2, 1, 0]],
  ])('%s', (_, values, classes) => {
    expect(numbers(values)).toEqual(classes);
  });

  it('of one-hot vectors are the places of the 1, and it is said', () => {
    const found = classesOf([array([0, 0, 1, 1, 0, 0, 0, 0, 1], [3, 3])]);
    expect([...found.labels[0]!]).toEqual([1, 0, 1]);
    expect(found.oneHot).toEqual(['y.npy']);
    const stated = classesOf([array([0, 0, 1, 1, 0, 0, 0, 0, 1], [3, 3])], 3);
    expect([...stated.labels[0]!]).toEqual([2, 0, 2]);
  });

  it('are numbered in ascending order, as many as there are, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 400 }), (values) => {
        const classes = numbers(values);
        const order = [...new Set(values)].sort((a, b) => a - b);
        expect(classes.map((number) => order[number])).toEqual(values);
        expect(Math.max(...classes)).toBe(order.length - 1);
      }),
    );
  });

  it('can be more than a byte tells apart', () => {
    const values = Array.from({ length: 3000 }, (_, i) => i % 1000);
    expect(numbers(values)).toEqual(values);
    expect(numbers(values, 1000)).toEqual(values);
  });

  it('that are stated are taken as they are, also when some do not occur', () => {
    expect(numbers([0, 9, 3], 10)).toEqual([0, 9, 3]);
    expect(classesOf([array([0, 9, 3])], 10).names).toBeNull();
    expect(numbers([1, 3, 2], 3)).toEqual([0, 2, 1]);
  });

  it('have one numbering for all arrays', () => {
    const { labels, names } = classesOf([array(['b', 'c']), array(['a', 'c'])], 3);
    expect(labels.map((one) => [...one])).toEqual([
      [1, 2],
      [0, 2],
    ]);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, unknown[], readonly number[], number | null, RegExp]>([
    ['half a class', [1, 0.5], [2], null, /label 1 .* is 0.5/],
    ['NaN', [1, Number.NaN], [2], null, /label 1 .* is missing/],
    ['a blank', [1, ''], [2], null, /label 1 .* is missing/],
    ['NA', ['cat', 'NA'], [2], null, /label 1 .* is missing/],
    ['nothing', ['cat', null], [2], null, /label 1 .* is missing/],
    ['a double beyond 2^53', [1, 2 ** 60], [2], null, /beyond 2\^53/],
    ['vectors that are not one-hot', [0, 1, 1, 1], [2, 2], null, /shape \(2, 2\)/],
    ['more classes than stated', [1, 2, 3], [3], 2, /3 different labels .* 2 classes/],
    ['fewer classes than stated', ['a', 'b'], [2], 3, /2 different labels .* 3 classes/],
  ])('are refused: %s', (_, values, shape, stated, message) => {
    const read = () => classesOf([array(values, shape)], stated);
    expect(read).toThrow(RunError);
    expect(read).toThrow(message);
  });
});
