import { expect, test } from 'vitest';
import { shortLabels } from '../../runner/reporting/short-labels.ts';

test('what most share is left out', () => {
  const labels = ['a (n 1, k 2)', 'a (n 1, k 3)', 'a (n 1, k 2, m 0)'];
  expect(shortLabels(labels)).toEqual(['a', 'a (k 3)', 'a (m 0)']);
});

test('no two labels become alike', () => {
  const labels = ['a (k 2)', 'a (k 2, n 1)', 'b', 'a'];
  expect(new Set(shortLabels(labels)).size).toBe(4);
  expect(shortLabels(['renyi', 'kde', 'ksg'])).toEqual(['renyi', 'kde', 'ksg']);
  expect(shortLabels(['a (k 2)', 'a (k 3)'])).toEqual(['a (k 2)', 'a (k 3)']);
});
