import { expect, test } from 'vitest';
import { logSpaced } from '../../../reports/data/log-spaced.ts';
import { differenceOfMeans, meanInterval, meanOf } from '../../../runner/kernels/statistics/mean-interval.ts';
import { studentQuantile, studentTail } from '../../../runner/kernels/statistics/student-t.ts';

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

test('a mean alone has the bits of the mean of an interval', () => {
  for (const count of [1, 2, 3, 18, 100]) {
    const values = Array.from({ length: count }, () => Math.random() - 0.5);
    expect(meanOf(values)).toBe(meanInterval(values).mean);
    expect(Math.abs(meanOf(values) - values.reduce((sum, one) => sum + one, 0) / count)).toBeLessThan(1e-15);
  }
  expect(meanOf([0.1, 0.1, 0.1])).toBe(0.1);
  expect(meanOf([])).toBeNaN();
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

test('quantile and tail of t with degrees of freedom that are not whole, and far out', () => {
  // scipy.stats.t.ppf(0.975, 2.5), t.sf(40, 3), t.sf(1.5, 0.7)
  expect(studentQuantile(0.975, 2.5) / 3.5746548420036817 - 1).toBeCloseTo(0, 8);
  expect(studentTail(40, 3) / 1.7190340394579253e-5 - 1).toBeCloseTo(0, 9);
  expect(studentTail(0, 5)).toBe(0.5);
  expect(studentTail(-2, 5) + studentTail(2, 5)).toBeCloseTo(1, 14);
});

test("Welch's interval by hand", () => {
  // means 2 and 5; variances 1 and 4, n 3 and 2: error sqrt(1/3 + 2), freedom (7/3)^2 / ((1/9)/2 + 4/1)
  const { mean, low, high, p } = differenceOfMeans([1, 2, 3], [3.585786437626905, 6.414213562373095], 1);
  expect(mean).toBeCloseTo(-2, 12);
  const half = studentQuantile(0.975, (7 / 3) ** 2 / (1 / 18 + 4)) * Math.sqrt(7 / 3);
  expect([low, high].map((end) => end - mean)).toEqual([-half, half].map((one) => expect.closeTo(one, 10)));
  expect(p).toBeGreaterThan(0.5);
  expect(differenceOfMeans([1, 1], [2, 2])).toEqual({ mean: -1, low: -1, high: -1, p: null });
});
