import { expect, test } from 'vitest';
import { logSpaced } from '../../reports/data/log-spaced.ts';
import { meanInterval } from '../../runner/kernels/mean-interval.ts';
import { studentQuantile } from '../../runner/kernels/student-t.ts';

test.each([
  // scipy.stats.t.ppf(0.975, n)
  [1, 12.706204736174694],
  [2, 4.302652729749462],
  [3, 3.1824463052837078],
  [4, 2.7764451051977934],
  [5, 2.5705818356363146],
  [9, 2.262157162798205],
  [30, 2.0422724563012378],
  [99, 1.9842169515864174],
])('the 97.5 %% quantile of t with %i degrees of freedom', (freedom, expected) => {
  expect(Math.abs(studentQuantile(0.975, freedom) / expected - 1)).toBeLessThan(1e-9);
});

test('mean and interval by hand', () => {
  // s = 1, t(2) = 4.30265, half width 4.30265 / sqrt 3
  const { mean, low, high, count } = meanInterval([1, 2, 3]);
  expect([mean, count]).toEqual([2, 3]);
  expect(low).toBeCloseTo(2 - 2.4841377, 6);
  expect(high).toBeCloseTo(2 + 2.4841377, 6);
  expect(meanInterval([4])).toEqual({ mean: 4, low: null, high: null, count: 1 });
});

test('thinning keeps both ends, no index twice, and is denser at the beginning', () => {
  expect(logSpaced(4, 10)).toEqual([0, 1, 2, 3]);
  expect(logSpaced(1000, 5)).toEqual([0, 5, 31, 177, 999]);
  for (const [count, limit] of [
    [11, 10],
    [401, 400],
    [4691, 400],
    [100000, 2],
  ] as const) {
    const chosen = logSpaced(count, limit);
    expect(chosen).toHaveLength(limit);
    expect(new Set(chosen).size).toBe(limit);
    expect([chosen[0], chosen.at(-1)]).toEqual([0, count - 1]);
    expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
  }
  const chosen = logSpaced(4691, 400);
  expect(chosen.filter((index) => index < 470).length).toBeGreaterThan(200);
});
