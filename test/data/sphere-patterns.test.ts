import { describe, expect, test } from 'vitest';
import { spherePatterns } from '../../runner/data/sphere-patterns.ts';

const bitsOf = ({ values, count }: { values: ArrayLike<number>; count: number }) =>
  Array.from({ length: count }, (_, i) => Array.from({ length: 12 }, (__, j) => values[12 * i + j]!));

describe('patterns on a sphere', () => {
  const { train, test: held } = spherePatterns(1, 4);
  const rows = [...bitsOf(train), ...bitsOf(held)];
  const labels = [...train.labels, ...held.labels];

  test('every pattern comes once, in one of the two parts', () => {
    expect([train.count, held.count]).toEqual([3482, 614]);
    expect(new Set(rows.map((row) => row.join(''))).size).toBe(4096);
    expect(new Set(rows.flat())).toEqual(new Set([0, 1]));
  });

  test('the classes are alike in size, and more light is class 1 more often', () => {
    const ones = labels.reduce((sum, label) => sum + label, 0);
    expect(Math.abs(ones - 2048)).toBeLessThan(41);
    const share = Array.from({ length: 13 }, (_, lit) => {
      const own = labels.filter((__, i) => rows[i]!.reduce((sum, bit) => sum + bit, 0) === lit);
      return own.reduce((sum, label) => sum + label, 0) / own.length;
    });
    for (let lit = 1; lit < 13; lit++) expect(share[lit]).toBeGreaterThanOrEqual(share[lit - 1]!);
    expect(share[5]).toBeGreaterThan(0);
    expect(share[7]).toBeLessThan(1);
    expect([share[3], share[9]]).toEqual([0, 1]);
  });

  test('the number of lit points alone decides where the concentration is 0', () => {
    const counted = spherePatterns(1, 0).train;
    bitsOf(counted).forEach((row, i) => {
      const lit = row.reduce((sum, bit) => sum + bit, 0);
      expect(counted.labels[i]).toBe(lit >= 6 ? 1 : 0);
    });
  });

  test('the seed decides', () => {
    expect(spherePatterns(1, 4).train.labels).toEqual(train.labels);
    expect(spherePatterns(2, 4).train.labels).not.toEqual(train.labels);
  });
});
