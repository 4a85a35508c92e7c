import { expect, test } from 'vitest';
import { rankTrend, trendRise } from '../../runner/claims/rank-trend.ts';
import { signFlips } from '../../runner/claims/sign-flips.ts';

test('sign flips: exact shares for few trials, null for too few', () => {
  expect(signFlips([1, 1, 1, 1])).toBeNull();
  expect(signFlips([1, 1, 1, 1, 1])).toBe(1 / 32);
  expect(signFlips([-1, -1, -1, -1, -1])).toBe(1);
  // Sums at least 3 of five signs: 5 (once) and 3 (five times).
  expect(signFlips([1, 1, 1, 1, -1])).toBe(6 / 32);
});

test('sign flips by draws are close to the normal tail', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i < 60 ? 1 : -1));
  // P(60 or more of 100 heads) = 0.0284.
  expect(Math.abs(signFlips(values)! - 0.0284)).toBeLessThan(0.01);
});

test('rank correlation with ties, and its permutation p', () => {
  const times = [0, 1, 2, 3];
  expect(rankTrend(times, [1, 2, 3, 4]).correlation).toBeCloseTo(1, 12);
  // Ranks 1, 2.5, 2.5, 4: covariance 4.5, variances 5 and 4.5.
  expect(rankTrend(times, [1, 2, 2, 5]).correlation).toBeCloseTo(4.5 / Math.sqrt(5 * 4.5), 12);
  // One of 24 orders is increasing.
  expect(Math.abs(rankTrend(times, [1, 2, 3, 4]).p - 1 / 24)).toBeLessThan(0.02);
  expect(rankTrend(times, [4, 3, 2, 1]).p).toBe(1);
  expect(rankTrend(times, [2, 2, 2, 2])).toEqual({ correlation: 0, p: 1 });
});

test('the rise by the median slope ignores one outlier', () => {
  // Slopes of the pairs: 1, 1, 1, 10, 5.5, 4 with the outlier last: median of 1, 1, 1, 4, 5.5, 10 is 2.5.
  expect(trendRise([0, 1, 2, 3], [0, 1, 2, 12])).toBeCloseTo(2.5 * 3, 12);
  expect(trendRise([0, 2, 4], [5, 4, 3])).toBeCloseTo(-2, 12);
});
