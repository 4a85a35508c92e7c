import { describe, expect, it } from 'vitest';
import { entropy } from '../../../runner/kernels/entropy.ts';
import { gaussianGram } from '../../../runner/kernels/gaussian-gram.ts';
import { quadratureEntropy } from '../../../runner/kernels/quadrature-entropy.ts';
import { eigenvalues } from '../../../runner/kernels/spectrum.ts';
import { squaredDistances } from '../../../runner/kernels/squared-distances.ts';
import { symmetricEigenvectors } from '../../../runner/kernels/symmetric-eigenvectors.ts';
import { blockLanczos } from '../../../runner/kernels/tiles/block-lanczos.ts';
import { randomNumbers, randomSamples } from '../random-samples.ts';

const orders = [1, 1.01, 1.5, 2, 5, Number.POSITIVE_INFINITY];

function quadrature(matrix: Float64Array, start: Float64Array, probes: number, steps: number) {
  const n = Math.sqrt(matrix.length);
  const process = blockLanczos(start, n, { probes, steps });
  while (!process.done) {
    const { next } = process;
    const product = new Float64Array(n * probes);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) {
        for (let k = 0; k < probes; k += 1)
          product[i * probes + k]! += matrix[i * n + j]! * next[j * probes + k]!;
      }
    }
    process.advance(product);
  }
  const squares = matrix.reduce((sum, value) => sum + value * value, 0);
  return { n, trace: n, squares, ...process.found() };
}

function signs(seed: number, n: number, probes: number): Float64Array {
  const next = randomNumbers(seed);
  return Float64Array.from({ length: n * probes }, () => (next() < 0.5 ? -1 : 1) / Math.sqrt(n));
}

function gram(seed: number, n: number, d: number, sigma: number): Float64Array {
  return gaussianGram([{ distances: squaredDistances(randomSamples(seed, n, d)), sigma }], n);
}

describe('block Lanczos quadrature', () => {
  it.each([
    [10, 0.7],
    [10, 2],
    [3, 0.2],
    [2, 1.5],
  ])('takes v f(K) v as the eigenvectors give it: %d features, width %d', (d, sigma) => {
    const n = 240;
    const seed = Math.floor(Math.random() * 2 ** 31);
    const matrix = gram(seed, n, d, sigma);
    const probes = 8;
    const start = signs(seed + 1, n, probes);
    const found = quadrature(matrix, start, probes, 14);
    const { values, vectors } = symmetricEigenvectors(matrix.slice(), n, n);
    const settled = new Set(
      found.settled.whole.map((value) => {
        const away = values.map((one) => Math.abs(one - value));
        const [nearest, next] = away.slice().sort();
        expect(nearest, `seed ${seed}`).toBeLessThan(2e-3 * next!);
        const k = away.indexOf(nearest!);
        return k;
      }),
    );
    expect(settled.size).toBe(found.settled.whole.length);
    expect(settled.size).toBeGreaterThan(3);
    const f = (x: number) => (x > 0 ? -(x / n) * Math.log(x / n) : 0);
    for (const [probe, { nodes, weights }] of found.probes.entries()) {
      let [exact, length] = [0, 0];
      for (let k = 0; k < n; k += 1) {
        if (settled.has(k)) continue;
        let along = 0;
        for (let i = 0; i < n; i += 1) along += vectors[k * n + i]! * start[i * probes + probe]!;
        exact += along * along * f(values[k]!);
        length += along * along;
      }
      const taken = nodes.reduce((sum, node, k) => sum + weights[k]! * f(node), 0);
      expect(Math.abs(taken - exact), `seed ${seed}`).toBeLessThan(5e-4 * f(n / n));
      expect(
        weights.reduce((sum, weight) => sum + weight, 0),
        `seed ${seed}`,
      ).toBeCloseTo(length, 3);
    }
  });

  it.each([4, 6, 12])('says in its standard error what few steps, %d, are off by', (steps) => {
    for (const [d, sigma] of [
      [2, 0.1],
      [2, 0.3],
      [2, 1.5],
      [10, 0.7],
      [10, 4],
    ] as const) {
      const matrix = gram(3, 256, d, sigma);
      const exact = eigenvalues(matrix, 256);
      const found = quadrature(matrix, signs(11, 256, 20), 20, steps);
      for (const alpha of orders) {
        const { bits, stderr } = quadratureEntropy(found, alpha);
        const error = Math.abs(bits - entropy(exact, alpha));
        expect(error, `d ${d}, width ${sigma}, order ${alpha}`).toBeLessThanOrEqual(3.5 * stderr + 2e-6);
      }
    }
  });

  it('is exact where the spectrum is known in closed form, and where all of it was seen', () => {
    const identity = Float64Array.from({ length: 64 }, (_, at) => Number(at % 9 === 0));
    const ones = new Float64Array(64).fill(1);
    const c = 0.25;
    const mixed = Float64Array.from({ length: 400 }, (_, at) => (at % 21 === 0 ? 1 : c));
    const spectrum = [1 + 19 * c, ...new Array<number>(19).fill(1 - c)];
    for (const alpha of orders) {
      const of = (matrix: Float64Array, probes: number) => {
        const n = Math.sqrt(matrix.length);
        return quadratureEntropy(quadrature(matrix, signs(1, n, probes), probes, 6), alpha);
      };
      // more vectors than samples, too
      for (const probes of [4, 12]) {
        expect(of(identity, probes).bits).toBeCloseTo(3, 12);
        expect(Math.abs(of(ones, probes).bits)).toBeLessThan(1e-12);
      }
      expect(of(mixed, 4).bits).toBeCloseTo(entropy(Float64Array.from(spectrum), alpha), 8);
    }
  });
});
