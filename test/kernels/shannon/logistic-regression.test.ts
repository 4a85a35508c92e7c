import { describe, expect, it } from 'vitest';
import { centredGram } from '../../../runner/kernels/centred-gram.ts';
import { fitLogistic, likeliestClasses } from '../../../runner/kernels/shannon/logistic-regression.ts';
import { minimise } from '../../../runner/kernels/shannon/minimise.ts';
import { spanCoordinates } from '../../../runner/kernels/shannon/span-coordinates.ts';
import { squaredDistances } from '../../../runner/kernels/squared-distances.ts';
import { signTest } from '../../../runner/kernels/statistics/sign-test.ts';
import { randomNumbers, randomSamples } from '../random-samples.ts';

describe('minimise', () => {
  it('finds the minimum of a stretched quadratic', () => {
    const scales = [1, 10, 100, 1000];
    const found = minimise(
      (x, gradient) => {
        let value = 0;
        for (const [at, scale] of scales.entries()) {
          gradient[at] = scale * (x[at]! - at);
          value += (scale / 2) * (x[at]! - at) ** 2;
        }
        return value;
      },
      new Float64Array(4).fill(7),
      { tolerance: 1e-9, most: 200 },
    );
    expect(found.converged).toBe(true);
    for (const [at, value] of found.x.entries()) expect(value).toBeCloseTo(at, 8);
  });

  it('says when it was stopped before the end', () => {
    const rosenbrock = (x: Float64Array, gradient: Float64Array) => {
      const [a, b] = [1 - x[0]!, x[1]! - x[0]! ** 2];
      gradient.set([-2 * a - 400 * x[0]! * b, 200 * b]);
      return a * a + 100 * b * b;
    };
    const start = Float64Array.of(-1.2, 1);
    expect(minimise(rosenbrock, start, { tolerance: 1e-8, most: 3 })).toMatchObject({
      iterations: 3,
      converged: false,
    });
    const { x, converged } = minimise(rosenbrock, start, { tolerance: 1e-8, most: 500 });
    expect(converged).toBe(true);
    expect([...x].map((value) => Math.abs(value - 1) < 1e-6)).toEqual([true, true]);
  });
});

it('the sign test is the binomial tail', () => {
  // scipy.stats.binomtest(wins, wins + losses, alternative='greater').pvalue
  const known = [
    [0, 0, 1],
    [4, 0, 1 / 16],
    [5, 0, 1 / 32],
    [9, 1, 11 / 1024],
    [1, 9, 1023 / 1024],
    [60, 40, 0.02844396682049039],
    [50500, 49500, 0.0007911799394257577],
  ] as const;
  for (const [wins, losses, p] of known) expect(Math.abs(signTest(wins, losses) / p - 1)).toBeLessThan(1e-8);
});

describe('logistic regression', () => {
  it('gives the class frequencies where a feature says which group a sample is in', () => {
    // Group 0 (feature 0): classes 2:1:1; group 1 (feature 1): classes 1:1:4. Without a penalty the model is saturated.
    const labels = [0, 0, 1, 2, 0, 1, 2, 2, 2, 2];
    const features = Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    const { x, converged } = fitLogistic({ features, labels }, 3, 0);
    expect(converged).toBe(true);
    const shares = (feature: number) => {
      const terms = [0, 1, 2].map((c) => Math.exp(x[2 * c]! * feature + x[2 * c + 1]!));
      return terms.map((term) => term / terms.reduce((a, b) => a + b));
    };
    for (const [c, share] of [0.5, 0.25, 0.25].entries()) expect(shares(0)[c]).toBeCloseTo(share, 4);
    for (const [c, share] of [1 / 6, 1 / 6, 4 / 6].entries()) expect(shares(1)[c]).toBeCloseTo(share, 4);
  });

  it('with a penalty meets its equation: features times errors balance l2 W', () => {
    const next = randomNumbers(4);
    const features = Float64Array.from({ length: 60 }, () => next() - 0.5);
    const labels = Array.from({ length: 20 }, () => Math.floor(3 * next()));
    const { x } = fitLogistic({ features, labels }, 3, 0.05);
    for (let c = 0; c < 3; c += 1) {
      for (let k = 0; k <= 3; k += 1) {
        let pull = 0;
        for (let i = 0; i < 20; i += 1) {
          const scores = [0, 1, 2].map((row) =>
            Math.exp(
              x[4 * row + 3]! + [0, 1, 2].reduce((sum, f) => sum + x[4 * row + f]! * features[3 * i + f]!, 0),
            ),
          );
          const share = scores[c]! / (scores[0]! + scores[1]! + scores[2]!);
          pull += (((labels[i] === c ? 1 : 0) - share) * (k === 3 ? 1 : features[3 * i + k]!)) / 20;
        }
        expect(pull).toBeCloseTo(k === 3 ? 0 : 0.05 * x[4 * c + k]!, 5);
      }
    }
  });

  it('counts the right answers; a tie goes to the smaller class', () => {
    const weights = Float64Array.of(0, 0, 1, 0);
    const features = Float64Array.of(-1, 2, 3, 0);
    expect(Array.from(likeliestClasses(weights, { features, labels: [0, 1, 0, 0] }, 2))).toEqual([
      0, 1, 1, 0,
    ]);
  });
});

/** Inner products of all rows with the first m. */
function productsOf(rows: Float64Array, n: number, m: number): Float64Array {
  const d = rows.length / n;
  const product = (i: number, j: number) =>
    Array.from({ length: d }, (_, k) => rows[i * d + k]! * rows[j * d + k]!).reduce((a, b) => a + b, 0);
  return Float64Array.from({ length: n * m }, (_, at) => product(Math.floor(at / m), at % m));
}

describe('coordinates in the span of the first samples', () => {
  it.each([
    [30, 12, 100],
    [30, 12, 5],
    [8, 8, 8],
  ])('keep inner products: %i samples, %i span, %i features', (n, m, d) => {
    const rows = Float64Array.from(randomSamples(7, n, d).values);
    // A repeated sample, so that the span has fewer dimensions than samples.
    rows.copyWithin(d, 0, d);
    const gram = productsOf(rows, n, m);
    const { coordinates, rank } = spanCoordinates(gram, m);
    expect(rank).toBe(Math.min(m - 1, d));
    const kept = productsOf(coordinates, n, m);
    for (const [at, value] of gram.entries()) expect(kept[at]).toBeCloseTo(value, 5);
  });

  it('give the same classifier as all features', () => {
    const next = randomNumbers(21);
    const labels = Int32Array.from({ length: 40 }, () => Math.floor(3 * next()));
    const rows = Float64Array.from(
      { length: 40 * 60 },
      (_, at) => next() + (at % 60 === labels[Math.floor(at / 60)]! ? 1 : 0),
    );
    const { coordinates, rank } = spanCoordinates(productsOf(rows, 40, 25), 25);
    const scores = (features: Float64Array, d: number) => {
      const fitted = { features: features.subarray(0, 25 * d), labels: labels.subarray(0, 25) };
      const { x } = fitLogistic(fitted, 3, 0.01);
      const row = (i: number, c: number) =>
        Array.from({ length: d }, (_, k) => x[c * (d + 1) + k]! * features[i * d + k]!).reduce(
          (a, b) => a + b,
          x[c * (d + 1) + d]!,
        );
      return Array.from({ length: 120 }, (_, at) => row(Math.floor(at / 3), at % 3));
    };
    const all = scores(rows, 60);
    for (const [at, score] of scores(coordinates, rank).entries()) expect(score).toBeCloseTo(all[at]!, 3);
  });
});

describe('centred inner products', () => {
  it('are those of centred and scaled rows', () => {
    const { values } = randomSamples(2, 9, 4);
    const order = Uint32Array.of(8, 0, 7, 1, 6, 2, 5, 3, 4);
    const gram = centredGram(squaredDistances({ values, n: 9, d: 4 }), 9, order, 5);
    const rows = Float64Array.from([...order].flatMap((i) => [...values.subarray(4 * i, 4 * i + 4)]));
    for (let k = 0; k < 4; k += 1) {
      const mean = [0, 1, 2, 3, 4].reduce((sum, i) => sum + rows[4 * i + k]! / 5, 0);
      for (let i = 0; i < 9; i += 1) rows[4 * i + k]! -= mean;
    }
    const products = productsOf(rows, 9, 5);
    const size = [0, 1, 2, 3, 4].reduce((sum, i) => sum + products[6 * i]! / 5, 0);
    for (const [at, value] of gram.entries()) expect(value).toBeCloseTo(products[at]! / size, 10);
  });

  it('are 0 when the samples are equal', () => {
    expect(new Set(centredGram(new Float64Array(9), 3, Uint32Array.of(2, 0, 1), 2))).toEqual(new Set([0]));
  });
});
