import { describe, expect, it } from 'vitest';
import { gaussianGram } from '../../runner/kernels/gaussian-gram.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { randomSamples } from './random-samples.ts';

const builds = [createNumerics('wasm-simd'), createNumerics('wasm-fma')];

describe.each(builds)('Gram matrices ($name)', (numerics) => {
  // 400 samples are more than one slab of the module's memory
  it.each([1, 2, 3, 4, 31, 64, 400])('are those of plain JavaScript to 4 roundings, n = %d', (n) => {
    for (const sigma of [0.05, 0.3, 2, 1000]) {
      const terms = [
        { distances: squaredDistances(randomSamples(1, n, 3)), sigma },
        { distances: squaredDistances(randomSamples(2, n, 2)), sigma: 0.7, divisor: 's' as const },
      ];
      const found = numerics.gaussianGram(terms, n);
      const expected = gaussianGram(terms, n);
      expect(found).toHaveLength(n * n);
      // the exponent is rounded too, and moves the entry by that much of itself
      const slack = (at: number) => 4 * Number.EPSILON * (1 - Math.log(expected[at]!)) * expected[at]!;
      const wrong = found.findIndex((entry, at) => !(Math.abs(entry - expected[at]!) <= slack(at)));
      expect(wrong).toBe(-1);
    }
  });

  it('have exponentials of every size, down to what counts as 0', () => {
    const exponents = [0, 1e-300, 1e-17, 1e-9, 0.1, 0.34657, 0.34658, 1, 36.7, 300.5, 707.9, 708.1, 800, 1e9];
    for (const exponent of exponents) {
      const terms = [
        { distances: Float64Array.of(0, exponent, exponent, 0), sigma: 1, divisor: 's2' as const },
      ];
      const [, entry] = numerics.gaussianGram(terms, 2);
      const expected = Math.exp(-exponent);
      expect(Math.abs(entry! - expected)).toBeLessThanOrEqual(2 * Number.EPSILON * expected + 1e-307);
    }
  });

  it('are no numbers where distances are none, and 0 at infinite ones', () => {
    for (const distance of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const distances = Float64Array.of(0, distance, distance, 0);
      const [, entry] = numerics.gaussianGram([{ distances, sigma: 1 }], 2);
      expect(entry).toBe(Math.exp(-distance));
    }
  });

  it('need widths above 0', () => {
    expect(() => numerics.gaussianGram([{ distances: new Float64Array(4), sigma: 0 }], 2)).toThrow(
      RangeError,
    );
  });
});
