import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noiseEntropy, pairwiseEntropy } from '../../../runner/kernels/shannon/pairwise-entropy.ts';
import { squaredDistances } from '../../../runner/kernels/squared-distances.ts';
import { randomSamples } from '../random-samples.ts';

interface KdeVector {
  readonly points: readonly (readonly number[])[];
  readonly noiseVariance: number;
  readonly upper: number;
  readonly lower: number;
}

const vectors: { kde: KdeVector[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors.json', import.meta.url), 'utf8'),
);

const onLine = (points: readonly number[]) => ({
  values: Float64Array.from(points),
  n: points.length,
  d: 1,
});

/** h(T + Z) - h(Z) of a mixture of equal normals on a line, by the trapezium rule. */
function byQuadrature(points: readonly number[], variance: number): number {
  const sigma = Math.sqrt(variance);
  const step = sigma / 50;
  let nats = 0;
  for (let at = Math.min(...points) - 12 * sigma; at < Math.max(...points) + 12 * sigma; at += step) {
    const terms = points.map((point) => Math.exp(-((at - point) ** 2) / (2 * variance)));
    const density =
      terms.reduce((sum, term) => sum + term, 0) / (points.length * Math.sqrt(2 * Math.PI * variance));
    if (density > 0) nats -= density * Math.log(density) * step;
  }
  return nats - noiseEntropy(variance, 1);
}

describe('bounds on the entropy of a mixture', () => {
  it.each(vectors.kde)(
    'reference vector, noise $noiseVariance',
    ({ points, noiseVariance, upper, lower }) => {
      const n = points.length;
      const distances = squaredDistances({
        values: Float64Array.from(points.flat()),
        n,
        d: points[0]!.length,
      });
      expect(Math.abs(pairwiseEntropy(distances, n, noiseVariance, 'upper') - upper)).toBeLessThan(1e-9);
      expect(Math.abs(pairwiseEntropy(distances, n, noiseVariance, 'lower') - lower)).toBeLessThan(1e-9);
    },
  );

  it.each([0.01, 0.1, 0.5, 2, 20])('the truth lies between them, noise %f', (variance) => {
    const points = [-2.2, -1, -0.9, 0, 0.1, 1.3, 3];
    const distances = squaredDistances(onLine(points));
    const truth = byQuadrature(points, variance);
    expect(pairwiseEntropy(distances, 7, variance, 'lower')).toBeLessThan(truth);
    expect(pairwiseEntropy(distances, 7, variance, 'upper')).toBeGreaterThan(truth);
  });

  it.each(['upper', 'lower'] as const)('%s: ln n for points far apart, 0 for one place', (bound) => {
    const apart = squaredDistances(onLine([0, 100, 200, 300, 400]));
    expect(pairwiseEntropy(apart, 5, 0.1, bound)).toBeCloseTo(Math.log(5), 12);
    expect(pairwiseEntropy(squaredDistances(onLine([3, 3, 3])), 3, 0.1, bound)).toBe(0);
  });

  it('of a normal variable are the closed forms, with the truth between', () => {
    // Places at the quantiles of a normal of variance 4, by inverting its distribution function.
    const n = 4000;
    const points = Array.from({ length: n }, (_, i) => 2 * normalQuantile((i + 0.5) / n));
    const distances = squaredDistances(onLine(points));
    const closed = (c: number) => 0.5 * Math.log((c + 4) / c) + 4 / (2 * (4 + c));
    const upper = pairwiseEntropy(distances, n, 0.5, 'upper');
    const lower = pairwiseEntropy(distances, n, 0.5, 'lower');
    expect(Math.abs(upper - closed(0.5))).toBeLessThan(0.005);
    expect(Math.abs(lower - closed(2))).toBeLessThan(0.005);
    const truth = 0.5 * Math.log((4 + 0.5) / 0.5);
    expect(lower).toBeLessThan(truth);
    expect(upper).toBeGreaterThan(truth);
  });

  it('of some points are those of these points alone', () => {
    const samples = randomSamples(3, 9, 4);
    const some = [1, 4, 5, 8];
    const alone = Float32Array.from(some.flatMap((i) => [...samples.values.subarray(4 * i, 4 * i + 4)]));
    const expected = pairwiseEntropy(squaredDistances({ values: alone, n: 4, d: 4 }), 4, 0.2, 'lower');
    expect(pairwiseEntropy(squaredDistances(samples), 9, 0.2, 'lower', some)).toBeCloseTo(expected, 12);
  });

  it('need noise and a point', () => {
    expect(() => pairwiseEntropy(Float64Array.of(0), 1, 0, 'upper')).toThrow(RangeError);
    expect(() => pairwiseEntropy(Float64Array.of(0), 1, 1, 'upper', [])).toThrow(RangeError);
  });

  it('noise has the entropy of a normal', () => {
    expect(noiseEntropy(0.1, 3)).toBeCloseTo(1.5 * Math.log(2 * Math.PI * Math.E * 0.1), 14);
  });
});

/** By bisection of the distribution function, which is integrated by Simpson's rule. */
function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share);
  let [low, high] = [0, 8];
  for (let i = 0; i < 40; i += 1) {
    const middle = (low + high) / 2;
    if (above0(middle) < share - 0.5) low = middle;
    else high = middle;
  }
  return low;
}

function above0(end: number): number {
  const steps = 60;
  const width = end / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i += 1) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * width) ** 2) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}
