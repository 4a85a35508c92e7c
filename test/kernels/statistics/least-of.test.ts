import { expect, test } from 'vitest';
import { greatestOf, leastOf } from '../../../runner/kernels/statistics/least-of.ts';

test('the ends of more numbers than a call takes arguments', () => {
  const values = Array.from({ length: 300_000 }, (_, i) => ((i * 7919) % 300_007) - 5);
  const sorted = Float64Array.from(values).sort();
  expect([leastOf(values), greatestOf(values)]).toEqual([sorted[0], sorted.at(-1)]);
});

test('of none', () => {
  expect([leastOf([]), greatestOf([])]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});
