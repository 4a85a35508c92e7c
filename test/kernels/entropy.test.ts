import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classBlocks, classMembers } from '../../runner/kernels/class-blocks.ts';
import { entropy, quadraticEntropy } from '../../runner/kernels/entropy.ts';
import { gaussianGram } from '../../runner/kernels/gaussian-gram.ts';
import { hadamard } from '../../runner/kernels/hadamard.ts';
import { labelEntropy } from '../../runner/kernels/label-entropy.ts';
import { eigenvalues } from '../../runner/kernels/spectrum.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { randomNumbers } from './random-samples.ts';

const orders = [0.5, 0.99, 1, 1.01, 1.2, 2, 5, Number.POSITIVE_INFINITY];
const slack = 1e-9;

interface Drawn {
  readonly n: number;
  readonly grams: readonly Float64Array[];
}

/** Gram matrices of independent variables, widths from far too narrow to far too wide, some samples repeated. */
const drawn = fc
  .record({
    n: fc.integer({ min: 2, max: 24 }),
    seed: fc.integer(),
    widths: fc.array(fc.constantFrom(0.01, 0.2, 0.5, 1, 3, 100), { minLength: 1, maxLength: 3 }),
    repeats: fc.boolean(),
  })
  .map(({ n, seed, widths, repeats }): Drawn => {
    const next = randomNumbers(seed);
    const grams = widths.map((sigma) => {
      const values = Float64Array.from({ length: n * 2 }, next);
      if (repeats) values.copyWithin(2, 0, 2);
      return gaussianGram([{ distances: squaredDistances({ values, n, d: 2 }), sigma }], n);
    });
    return { n, grams };
  });

const entropyOf = (gram: Float64Array, n: number, alpha: number) => entropy(eigenvalues(gram, n), alpha);

describe('what the paper proves', () => {
  it('0 <= S <= log2 n, at every order', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(...orders), ({ n, grams }, alpha) => {
        const value = entropyOf(hadamard(grams), n, alpha);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(Math.log2(n) + slack);
      }),
    );
  });

  it('eqs (5) and (10): a joint entropy is at least each of its parts, at every order', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(...orders), ({ n, grams }, alpha) => {
        const joint = entropyOf(hadamard(grams), n, alpha);
        for (const gram of grams) expect(joint).toBeGreaterThanOrEqual(entropyOf(gram, n, alpha) - slack);
      }),
    );
  });

  it('eqs (4) and (9): at order 1 a joint entropy is at most the sum of its parts', () => {
    fc.assert(
      fc.property(drawn, ({ n, grams }) => {
        const sum = grams.reduce((total, gram) => total + entropyOf(gram, n, 1), 0);
        expect(entropyOf(hadamard(grams), n, 1)).toBeLessThanOrEqual(sum + slack);
      }),
    );
  });

  it('which fails at order 2 for these classes', () => {
    const a = [2, 1, 2, 2, 2, 0, 2];
    const b = [0, 1, 2, 1, 1, 1, 1];
    const both = a.map((label, at) => 3 * label + b[at]!);
    expect(labelEntropy(a, 2) + labelEntropy(b, 2) - labelEntropy(both, 2)).toBeCloseTo(
      -0.19462544207063726,
      12,
    );
  });

  it('the order of the samples does not matter', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(...orders), fc.integer(), ({ n, grams }, alpha, seed) => {
        const next = randomNumbers(seed);
        const places = Array.from({ length: n }, (_, i) => ({ i, key: next() })).sort(
          (p, q) => p.key - q.key,
        );
        const gram = grams[0]!;
        const shuffled = gram.map((_, at) => gram[places[Math.floor(at / n)]!.i * n + places[at % n]!.i]!);
        const tolerance = alpha < 0.9 ? 1e-6 : slack;
        expect(Math.abs(entropyOf(shuffled, n, alpha) - entropyOf(gram, n, alpha))).toBeLessThan(tolerance);
      }),
    );
  });

  it('entropy falls as the order rises', () => {
    fc.assert(
      fc.property(drawn, ({ n, grams }) => {
        const spectrum = eigenvalues(grams[0]!, n);
        const values = orders.slice(2).map((alpha) => entropy(spectrum, alpha));
        for (const [at, value] of values.entries())
          expect(value).toBeLessThanOrEqual((values[at - 1] ?? value) + slack);
      }),
    );
  });
});

describe('limits', () => {
  it.each(orders)('all ones have no entropy, the identity all of it, at order %d', (alpha) => {
    const n = 12;
    expect(entropyOf(new Float64Array(n * n).fill(1), n, alpha)).toBeLessThan(1e-9);
    const identity = Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0));
    expect(entropyOf(identity, n, alpha)).toBeCloseTo(Math.log2(n), 12);
  });

  it('runs smoothly through order 1', () => {
    const spectrum = [0.5, 0.25, 0.15, 0.1];
    const limit = entropy(spectrum, 1);
    const slope = (entropy(spectrum, 1.001) - entropy(spectrum, 0.999)) / 0.002;
    for (const step of [1e-15, 1e-12, 1e-9, 1e-6]) {
      expect(Math.abs(entropy(spectrum, 1 + step) - limit - slope * step)).toBeLessThan(1e-13 + step * 1e-5);
      expect(Math.abs(entropy(spectrum, 1 - step) - limit + slope * step)).toBeLessThan(1e-13 + step * 1e-5);
    }
  });

  it('is the same on both sides of where its form changes', () => {
    const spectrum = [0.6, 0.3, 0.1];
    for (const edge of [0.75, 1.25]) {
      const gap = entropy(spectrum, edge + 1e-12) - entropy(spectrum, edge - 1e-12);
      expect(Math.abs(gap)).toBeLessThan(1e-11);
    }
  });

  it('does not underflow at large orders', () => {
    const spectrum = new Float64Array(500).fill(1 / 500);
    for (const alpha of [5, 100, 1e4, 1e6]) expect(entropy(spectrum, alpha)).toBeCloseTo(Math.log2(500), 9);
  });

  it('takes neither negative nor, below order 1, round-off eigenvalues for real ones', () => {
    expect(entropy([-1e-17, 0.5, 0.5], 1.01)).toBeCloseTo(1, 14);
    expect(entropy([1e-17, -1e-17, 0.5, 0.5], 0.1)).toBeCloseTo(1, 14);
  });

  it('refuses orders and spectra that mean nothing', () => {
    for (const alpha of [0, -1, Number.NaN]) expect(() => entropy([1], alpha)).toThrow(RangeError);
    for (const spectrum of [[], [0, 0], [-1], [Number.NaN]])
      expect(() => entropy(spectrum, 2)).toThrow(RangeError);
    expect(() => quadraticEntropy([[new Float64Array(4)]])).toThrow(RangeError);
  });
});

describe('short cuts', () => {
  it('order 2 from the Frobenius norm is order 2 from the spectrum', () => {
    fc.assert(
      fc.property(drawn, ({ n, grams }) => {
        expect(Math.abs(quadraticEntropy([[grams[0]!]]) - entropyOf(grams[0]!, n, 2))).toBeLessThan(1e-11);
      }),
    );
  });

  it('the blocks by class have the spectrum of the Hadamard product with the delta matrix', () => {
    fc.assert(
      fc.property(drawn, fc.integer(), ({ n, grams }, seed) => {
        const next = randomNumbers(seed);
        const labels = Array.from({ length: n }, () => Math.floor(4 * next()));
        const delta = Float64Array.from({ length: n * n }, (_, at) =>
          Number(labels[Math.floor(at / n)] === labels[at % n]),
        );
        const whole = eigenvalues(hadamard([grams[0]!, delta]), n);
        const blocks = classBlocks(grams[0]!, n, classMembers(labels));
        const parts = blocks
          .flatMap((block) => [...eigenvalues(block, Math.sqrt(block.length))])
          .sort((a, b) => a - b);
        for (const [at, value] of parts.entries()) expect(Math.abs(value - whole[at]!)).toBeLessThan(1e-12);
        expect(Math.abs(quadraticEntropy(blocks.map((block) => [block])) - entropy(whole, 2))).toBeLessThan(
          1e-11,
        );
      }),
    );
  });

  it('class counts have the entropy of the delta matrix', () => {
    const labels = [0, 4, 4, 0, 9, 4, 4];
    const delta = Float64Array.from({ length: 49 }, (_, at) =>
      Number(labels[Math.floor(at / 7)] === labels[at % 7]),
    );
    for (const alpha of orders)
      expect(labelEntropy(labels, alpha)).toBeCloseTo(entropyOf(delta, 7, alpha), 12);
  });

  it('one kernel on all maps is the product of the maps kernels', () => {
    const next = randomNumbers(3);
    const maps = [0.4, 0.9, 2].map((sigma) => {
      const values = Float64Array.from({ length: 30 }, next);
      return { distances: squaredDistances({ values, n: 10, d: 3 }), sigma };
    });
    const product = hadamard(maps.map((map) => gaussianGram([map], 10)));
    gaussianGram(maps, 10).forEach((value, at) => {
      expect(Math.abs(value - product[at]!)).toBeLessThan(1e-15);
    });
  });

  it('the divisor replaces 2 s^2', () => {
    const distances = Float64Array.of(0, 3, 3, 0);
    const entry = (divisor: '2s2' | 's2' | 's') => gaussianGram([{ distances, sigma: 2, divisor }], 2)[1]!;
    expect(entry('2s2')).toBeCloseTo(Math.exp(-3 / 8), 15);
    expect(entry('s2')).toBeCloseTo(Math.exp(-3 / 4), 15);
    expect(entry('s')).toBeCloseTo(Math.exp(-3 / 2), 15);
    expect(() => gaussianGram([{ distances, sigma: 0 }], 2)).toThrow(RangeError);
  });
});
