import { describe, expect, it } from 'vitest';
import { entropy } from '../../runner/kernels/entropy.ts';
import { gaussianGram } from '../../runner/kernels/gaussian-gram.ts';
import { lanczosQuadrature } from '../../runner/kernels/lanczos-quadrature.ts';
import { quadratureEntropy } from '../../runner/kernels/quadrature-entropy.ts';
import { eigenvalues } from '../../runner/kernels/spectrum.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { randomNumbers, randomSamples } from './random-samples.ts';

const orders = [0.5, 0.9, 1, 1.01, 1.5, 2, 5, Number.POSITIVE_INFINITY];

describe('stochastic Lanczos quadrature', () => {
  const n = 512;
  it.each([0.3, 0.7, 2])('lies within 4 standard errors of exact spectra at n = 512, width %d', (sigma) => {
    const gram = gaussianGram([{ distances: squaredDistances(randomSamples(3, n, 10)), sigma }], n);
    const exact = eigenvalues(gram, n);
    const found = lanczosQuadrature([gram], { probes: 20, steps: 40 }, randomNumbers(11));
    for (const alpha of orders) {
      const { bits, stderr } = quadratureEntropy(found, alpha);
      const error = Math.abs(bits - entropy(exact, alpha));
      expect(error).toBeLessThanOrEqual(4 * stderr + 1e-7);
      expect(stderr).toBeLessThan(0.06);
    }
  });

  it.each([10, 20])('says in its standard error what few steps, %d, are off by', (steps) => {
    const m = 256;
    for (const [d, sigma] of [
      [2, 0.1],
      [2, 0.3],
      [2, 1.5],
      [10, 0.7],
      [10, 4],
    ] as const) {
      const gram = gaussianGram([{ distances: squaredDistances(randomSamples(3, m, d)), sigma }], m);
      const exact = eigenvalues(gram, m);
      const found = lanczosQuadrature([gram], { probes: 20, steps }, randomNumbers(11));
      for (const alpha of orders) {
        const { bits, stderr } = quadratureEntropy(found, alpha);
        const error = Math.abs(bits - entropy(exact, alpha));
        expect(error, `d ${d}, width ${sigma}, order ${alpha}`).toBeLessThanOrEqual(3 * stderr + 1e-7);
      }
    }
  });

  it('is exact where the spectrum is known in closed form', () => {
    const identity = Float64Array.from({ length: 64 }, (_, at) => Number(at % 9 === 0));
    const ones = new Float64Array(64).fill(1);
    for (const alpha of orders) {
      const of = (block: Float64Array) =>
        quadratureEntropy(lanczosQuadrature([block], { probes: 4, steps: 8 }, randomNumbers(1)), alpha);
      expect(of(identity).bits).toBeCloseTo(3, 12);
      expect(of(identity).stderr).toBeLessThan(1e-12);
      expect(Math.abs(of(ones).bits)).toBeLessThan(1e-12);
    }
    // Two eigenvalues, 1 + (n - 1) c once and 1 - c else.
    const c = 0.25;
    const mixed = Float64Array.from({ length: 10_000 }, (_, at) => (at % 101 === 0 ? 1 : c));
    const spectrum = [1 + 99 * c, ...new Array<number>(99).fill(1 - c)];
    for (const alpha of orders) {
      const { bits } = quadratureEntropy(
        lanczosQuadrature([mixed], { probes: 4, steps: 5 }, randomNumbers(2)),
        alpha,
      );
      expect(bits).toBeCloseTo(entropy(spectrum, alpha), 9);
    }
  });

  it('takes diagonal blocks as the matrix that they are of', () => {
    const sizes = [40, 70, 10];
    const blocks = sizes.map((m, at) =>
      gaussianGram([{ distances: squaredDistances(randomSamples(at + 1, m, 3)), sigma: 0.4 }], m),
    );
    const exact = Float64Array.from(blocks.flatMap((block, at) => [...eigenvalues(block, sizes[at]!)]));
    const found = lanczosQuadrature(blocks, { probes: 40, steps: 30 }, randomNumbers(5));
    expect(found.n).toBe(120);
    expect(found.trace).toBeCloseTo(120, 10);
    for (const alpha of [1, 1.01, 5]) {
      const { bits, stderr } = quadratureEntropy(found, alpha);
      expect(Math.abs(bits - entropy(exact, alpha))).toBeLessThanOrEqual(4 * stderr);
    }
  });

  it('gives a standard error that is what the values vary by', () => {
    const gram = gaussianGram([{ distances: squaredDistances(randomSamples(3, 100, 5)), sigma: 0.5 }], 100);
    const runs = Array.from({ length: 40 }, (_, seed) =>
      quadratureEntropy(lanczosQuadrature([gram], { probes: 12, steps: 30 }, randomNumbers(seed)), 1.01),
    );
    const mean = runs.reduce((sum, { bits }) => sum + bits, 0) / runs.length;
    const spread = Math.sqrt(runs.reduce((sum, { bits }) => sum + (bits - mean) ** 2, 0) / (runs.length - 1));
    const stated = runs.reduce((sum, { stderr }) => sum + stderr, 0) / runs.length;
    expect(stated / spread).toBeGreaterThan(0.6);
    expect(stated / spread).toBeLessThan(1.6);
    expect(() => lanczosQuadrature([gram], { probes: 1, steps: 3 }, randomNumbers(1))).toThrow(RangeError);
  });
});
