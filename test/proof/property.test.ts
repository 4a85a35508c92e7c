import { expect, it } from 'vitest';
import { maxDifference, needNear } from '../../runner/proof/property.ts';

it('the largest difference is infinite where lengths differ or a number is not finite', () => {
  expect(maxDifference([1, 2], [1, 2.5])).toBe(0.5);
  expect(maxDifference([1, 2], [1])).toBe(Number.POSITIVE_INFINITY);
  expect(maxDifference([1, Number.NaN], [1, 2])).toBe(Number.POSITIVE_INFINITY);
  expect(maxDifference([Number.NaN, 3], [Number.NaN, 1])).toBe(Number.POSITIVE_INFINITY);
});

it('near is a share of the largest expected number, or of the least one', () => {
  const near = { tolerance: 0.1, least: 1 };
  expect(() => needNear([10.9, 0], [10, 0], 'a', near)).not.toThrow();
  expect(() => needNear([11.1, 0], [10, 0], 'a', near)).toThrow(/^a: /);
  expect(() => needNear([0.09], [0], 'a', near)).not.toThrow();
  expect(() => needNear([0.11], [0], 'a', near)).toThrow();
  expect(() => needNear([Number.NaN], [0], 'a', near)).toThrow();
});
