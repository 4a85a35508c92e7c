import { describe, expect, it } from 'vitest';
import { innerProducts } from '../../runner/kernels/inner-products.ts';
import { centredKernel, kernelSimilarity } from '../../runner/kernels/kernel-similarity.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { randomSamples } from './random-samples.ts';

/** Song et al. 2012, eq. (5), term by term. */
function songs(k: Float64Array, l: Float64Array, n: number): number {
  const at = (kernel: Float64Array, i: number, j: number) => (i === j ? 0 : kernel[i * n + j]!);
  let [product, sumK, sumL, across] = [0, 0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      product += at(k, i, j) * at(l, j, i);
      sumK += at(k, i, j);
      sumL += at(l, i, j);
      for (let m = 0; m < n; m += 1) across += at(k, i, j) * at(l, j, m);
    }
  }
  const corrected = product + (sumK * sumL) / ((n - 1) * (n - 2)) - (2 * across) / (n - 2);
  return corrected / (n * (n - 3));
}

describe('alignment of kernels', () => {
  const n = 17;
  const [a, b] = [randomSamples(1, n, 5), randomSamples(2, n, 3)];
  const [k, l] = [innerProducts(a), innerProducts(b)];

  it('unbiased is the quotient of three sums by Song', () => {
    const found = kernelSimilarity(centredKernel(k, n, 'unbiased'), centredKernel(l, n, 'unbiased'));
    expect(found).toBeCloseTo(songs(k, l, n) / Math.sqrt(songs(k, k, n) * songs(l, l, n)), 11);
  });

  it('sees no difference between inner products and half the negative distances', () => {
    const halves = squaredDistances(a).map((distance) => -distance / 2);
    for (const rule of ['biased', 'unbiased'] as const) {
      const other = centredKernel(l, n, rule);
      const found = kernelSimilarity(centredKernel(halves, n, rule), other);
      expect(found).toBeCloseTo(kernelSimilarity(centredKernel(k, n, rule), other)!, 11);
    }
  });

  it('has no norm where only round-off is left, and needs 4 samples to be corrected', () => {
    const flat = new Float64Array(n * n).fill(0.1);
    for (const rule of ['biased', 'unbiased'] as const) {
      expect(centredKernel(flat, n, rule).norm).toBe(0);
      expect(kernelSimilarity(centredKernel(flat, n, rule), centredKernel(k, n, rule))).toBeNull();
    }
    expect(() => centredKernel(new Float64Array(9), 3, 'unbiased')).toThrow(RangeError);
    const small = centredKernel(Float64Array.of(1, 0, 0, 1), 2, 'biased');
    expect([...small.values, small.norm]).toEqual([0.5, -0.5, -0.5, 0.5, 1]);
  });
});
