import { expect, test } from 'vitest';
import { bootstrapInterval } from '../../runner/claims/bootstrap-interval.ts';

test('one value has no interval, equal values a point', () => {
  expect(bootstrapInterval([])).toBeNull();
  expect(bootstrapInterval([3])).toBeNull();
  expect(bootstrapInterval([3, 3, 3])).toEqual({ low: 3, high: 3 });
});

test('close to the normal interval of the mean for many values, and the same every time', () => {
  const values = Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 2);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  const half = (1.96 * deviation) / Math.sqrt(values.length);
  const found = bootstrapInterval(values)!;
  expect(Math.abs(found.low - (mean - half))).toBeLessThan(0.08 * half);
  expect(Math.abs(found.high - (mean + half))).toBeLessThan(0.08 * half);
  expect(bootstrapInterval(values)).toEqual(found);
});
