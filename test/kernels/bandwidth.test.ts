import { describe, expect, it } from 'vitest';
import { medianWidth, neighbourWidth, smallestDistance } from '../../runner/kernels/bandwidth.ts';
import { alignedWidth, centred } from '../../runner/kernels/kernel-alignment.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { randomSamples } from './random-samples.ts';

const line = (...values: number[]) =>
  squaredDistances({ values: Float64Array.from(values), n: values.length, d: 1 });

describe('widths from the samples', () => {
  it('median of the nonzero distances over sqrt 2', () => {
    expect(medianWidth(line(0, 1, 3), 3)).toBeCloseTo(2 / Math.SQRT2, 14);
    expect(medianWidth(line(0, 1, 3, 7), 4)).toBeCloseTo((3 + 4) / 2 / Math.SQRT2, 14);
    expect(medianWidth(line(5, 5, 5, 8), 4)).toBeCloseTo(3 / Math.SQRT2, 14);
    expect(medianWidth(line(2, 2, 2), 3)).toBe(0);
  });

  it('mean distance to the k nearest', () => {
    expect(neighbourWidth(line(0, 1, 3, 7), 4, 1)).toBeCloseTo((1 + 1 + 2 + 4) / 4, 14);
    expect(neighbourWidth(line(0, 1, 3, 7), 4, 3)).toBeCloseTo((11 + 9 + 9 + 17) / 12, 14);
    expect(neighbourWidth(line(4, 4, 9), 3, 1)).toBeCloseTo(5 / 3, 14);
    expect(() => neighbourWidth(line(0, 1, 2), 3, 3)).toThrow(RangeError);
    expect(smallestDistance(line(4, 4, 9))).toBe(5);
    expect(smallestDistance(line(4, 4))).toBe(0);
  });
});

describe('kernel alignment', () => {
  const n = 30;
  const distances = squaredDistances(randomSamples(5, n, 4));
  const labels = Array.from({ length: n }, (_, i) => i % 3);
  const delta = Float64Array.from({ length: n * n }, (_, at) =>
    Number(labels[Math.floor(at / n)] === labels[at % n]),
  );

  /** Centred alignment written out: H K H, H L H, and their Frobenius products. */
  function alignment(sigma: number): number {
    const kernel = distances.map((distance) => Math.exp(-distance / (2 * sigma * sigma)));
    const times = (a: Float64Array, b: Float64Array) =>
      Float64Array.from({ length: n * n }, (_, at) => {
        let sum = 0;
        for (let k = 0; k < n; k += 1) sum += a[Math.floor(at / n) * n + k]! * b[k * n + (at % n)]!;
        return sum;
      });
    const h = Float64Array.from({ length: n * n }, (_, at) => Number(Math.floor(at / n) === at % n) - 1 / n);
    const [k, l] = [kernel, delta].map((matrix) => times(times(h, matrix), h)) as [
      Float64Array,
      Float64Array,
    ];
    const product = (a: Float64Array, b: Float64Array) =>
      a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    return product(k, l) / Math.sqrt(product(k, k) * product(l, l));
  }

  it('takes the smallest width where the labels tell no width from another', () => {
    let mean = 0;
    for (const distance of distances) mean += Math.sqrt(distance) / (n * (n - 1));
    const grid = { from: 0.2, to: 10, points: 40 };
    for (const value of [1, 0.3]) {
      const flat = centred(new Float64Array(n * n).fill(value), n);
      expect(alignedWidth(distances, n, flat, grid, '2s2')).toBeCloseTo(0.2 * mean, 12);
    }
    const faint = centred(
      delta.map((same) => 1 - 1e-6 * (1 - same)),
      n,
    );
    const sharp = alignedWidth(distances, n, centred(delta, n), grid, '2s2');
    expect(alignedWidth(distances, n, faint, grid, '2s2')).toBeCloseTo(sharp, 12);
  });

  it('takes the width of the grid with the greatest alignment', () => {
    let mean = 0;
    for (const distance of distances) mean += Math.sqrt(distance) / (n * (n - 1));
    const grid = Array.from({ length: 9 }, (_, at) => mean * 0.1 * 100 ** (at / 8));
    const best = grid.reduce((a, b) => (alignment(b) > alignment(a) ? b : a));
    const found = alignedWidth(distances, n, centred(delta, n), { from: 0.1, to: 10, points: 9 }, '2s2');
    expect(found / best).toBeCloseTo(1, 12);
    const halved = alignedWidth(distances, n, centred(delta, n), { from: 0.1, to: 10, points: 75 }, 's2');
    expect(alignment(halved / Math.SQRT2)).toBeGreaterThanOrEqual(alignment(best) - 1e-3);
  });

  it('gives 0 for samples that are all equal', () => {
    expect(
      alignedWidth(new Float64Array(4), 2, new Float64Array(4), { from: 1, to: 2, points: 3 }, '2s2'),
    ).toBe(0);
  });
});
