import { expect, test } from 'vitest';
import { evenlySpaced } from '../../../reports/data/evenly-spaced.ts';

test('both ends and what lies evenly between, each once', () => {
  expect(evenlySpaced(60, 4)).toEqual([0, 20, 39, 59]);
  expect(evenlySpaced(3, 5)).toEqual([0, 1, 2]);
  expect(evenlySpaced(9, 1)).toEqual([0]);
  expect(evenlySpaced(0, 3)).toEqual([]);
  expect(new Set(evenlySpaced(2000, 1999)).size).toBe(1999);
});
