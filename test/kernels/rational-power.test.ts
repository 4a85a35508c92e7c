import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropy } from '../../runner/kernels/entropy.ts';
import { gaussianGram } from '../../runner/kernels/gaussian-gram.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { entropyOfExcess, excessOf, rationalPower } from '../../runner/kernels/rational-power.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { randomSamples } from './random-samples.ts';

const builds = [createNumerics('wasm-simd'), createNumerics('wasm-fma')];
const orders = [1, 1.0001, 1.01, 1.3, 1.75, 1.99];

describe('sums of fractions in the place of powers', () => {
  it.each(orders)('are x^a - x to 1e-9 of a - 1 for all x, a = %d', (alpha) => {
    const power = rationalPower(alpha)!;
    for (let exponent = -14; exponent <= 0; exponent += 0.125) {
      const x = 10 ** exponent;
      const exact = alpha === 1 ? -x * Math.log(x) : x * Math.expm1((alpha - 1) * Math.log(x));
      const scale = alpha === 1 ? 1 : alpha - 1;
      expect(Math.abs(excessOf(power, Float64Array.of(x), 1) - exact) / scale).toBeLessThan(7e-8);
    }
  });

  it('are for orders from 1 to below 2', () => {
    expect(rationalPower(2)).toBeNull();
    expect(rationalPower(0.99)).toBeNull();
    expect(rationalPower(Number.POSITIVE_INFINITY)).toBeNull();
    expect(rationalPower(Number.NaN)).toBeNull();
  });
});

describe.each([plainNumerics, ...builds])('entropies without eigenvalues ($name)', ({ excesses }) => {
  it('agree with those from eigenvalues to 1e-7 bits, from one sample to the next and from joint matrices', () => {
    const width = fc.double({ min: -5, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer(),
        fc.array(width, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...orders),
        (n, seed, widths, alpha) => {
          const grams = widths.map((each, at) => {
            const distances = plainNumerics.squaredDistances(randomSamples(seed + at, n, 3));
            return gaussianGram([{ distances, sigma: 10 ** each }], n);
          });
          const products = grams.map((gram, at) => (at % 2 === 0 ? [gram] : [gram, grams[at - 1]!]));
          const spectra = plainNumerics.eigenvaluesBatch(products, n);
          const found = excesses(products, n, rationalPower(alpha)!, n);
          for (const [at, spectrum] of spectra.entries()) {
            const error = entropyOfExcess(found[at]!, alpha) - entropy(spectrum, alpha);
            expect(Math.abs(error)).toBeLessThan(2e-7);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('know all ones, the identity and classes', () => {
    const n = 60;
    const matrix = (same: (i: number, j: number) => boolean) =>
      Float64Array.from({ length: n * n }, (_, at) => Number(same(Math.floor(at / n), at % n)));
    const products = [matrix(() => true), matrix((i, j) => i === j), matrix((i, j) => i % 3 === j % 3)];
    for (const alpha of orders) {
      const found = excesses(
        products.map((each) => [each]),
        n,
        rationalPower(alpha)!,
        n,
      ).map((excess) => entropyOfExcess(excess, alpha));
      for (const [at, bits] of [0, Math.log2(n), Math.log2(3)].entries()) {
        expect(Math.abs(found[at]! - bits)).toBeLessThan(2e-7);
      }
    }
  });

  it('is right for a matrix that is not positive too: its negative eigenvalues count as 0', () => {
    const [found] = excesses([[Float64Array.of(0, 1, 1, 0)]], 2, rationalPower(1.5)!, 2) as [number];
    expect(Math.abs(found - (0.5 ** 1.5 - 0.5))).toBeLessThan(1e-7);
  });

  it('adds up over blocks', () => {
    const power = rationalPower(1.01)!;
    const block = (m: number) => [new Float64Array(m * m).fill(1)];
    const [first] = excesses([block(3)], 3, power, 8) as [number];
    const [second] = excesses([block(5)], 5, power, 8) as [number];
    expect(Math.abs(entropyOfExcess(first + second, 1.01) - entropy([3, 5], 1.01))).toBeLessThan(1e-7);
    expect(() => excesses([[Float64Array.of(1, 0, Number.NaN, 1)]], 2, power, 2)).toThrow(RangeError);
  });
});
