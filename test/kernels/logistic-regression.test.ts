import { describe, expect, it } from 'vitest';
import { accuracyOf, fitLogistic } from '../../runner/kernels/logistic-regression.ts';
import { minimise } from '../../runner/kernels/minimise.ts';
import { spanCoordinates } from '../../runner/kernels/span-coordinates.ts';
import { standardRows } from '../../runner/kernels/standard-rows.ts';
import { randomNumbers, randomSamples } from './random-samples.ts';

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
    expect(accuracyOf(weights, { features, labels: [0, 1, 0, 0] }, 2)).toBe(0.75);
  });
});

describe('coordinates in the span of the first rows', () => {
  it.each([
    [30, 12, 100],
    [30, 12, 5],
    [8, 8, 8],
  ])('keep inner products: %i rows, %i span, %i features', (n, m, d) => {
    const rows = Float64Array.from(randomSamples(7, n, d).values);
    // A repeated row, so that the span has fewer dimensions than rows.
    rows.copyWithin(d, 0, d);
    const { coordinates, rank } = spanCoordinates(rows, n, m);
    expect(rank).toBe(Math.min(m - 1, d));
    const product = (list: Float64Array, width: number, i: number, j: number) =>
      Array.from({ length: width }, (_, k) => list[i * width + k]! * list[j * width + k]!).reduce(
        (a, b) => a + b,
        0,
      );
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < m; j += 1) {
        expect(product(coordinates, rank, i, j)).toBeCloseTo(product(rows, d, i, j), 5);
      }
    }
  });

  it('give the same classifier as all features', () => {
    const next = randomNumbers(21);
    const labels = Uint8Array.from({ length: 40 }, () => Math.floor(3 * next()));
    const rows = Float64Array.from(
      { length: 40 * 60 },
      (_, at) => next() + (at % 60 === labels[Math.floor(at / 60)]! ? 1 : 0),
    );
    const { coordinates, rank } = spanCoordinates(rows, 40, 25);
    const accuracy = (features: Float64Array, d: number) => {
      const { x } = fitLogistic(
        { features: features.subarray(0, 25 * d), labels: labels.subarray(0, 25) },
        3,
        0.01,
      );
      return accuracyOf(x, { features: features.subarray(25 * d), labels: labels.subarray(25) }, 3);
    };
    expect(accuracy(coordinates, rank)).toBe(accuracy(rows, 60));
  });
});

describe('standard rows', () => {
  it('have mean 0 and mean squared length 1 in the part that decides', () => {
    const samples = randomSamples(2, 9, 4);
    const order = Uint32Array.of(8, 0, 7, 1, 6, 2, 5, 3, 4);
    const rows = standardRows(samples, order, 5);
    const first = rows.subarray(0, 20);
    for (let k = 0; k < 4; k += 1) {
      expect([0, 1, 2, 3, 4].reduce((sum, i) => sum + first[4 * i + k]!, 0)).toBeCloseTo(0, 12);
    }
    expect(first.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(5, 12);
    const ratio = (rows[20]! - rows[24]!) / (samples.values[8]! - samples.values[20]!);
    expect((rows[22]! - rows[26]!) / (samples.values[10]! - samples.values[22]!)).toBeCloseTo(ratio, 6);
  });

  it('are 0 when the samples are equal', () => {
    const values = new Float32Array(21).fill(0.1);
    expect(
      new Set(
        standardRows(
          { values, n: 7, d: 3 },
          Uint32Array.from({ length: 7 }, (_, i) => i),
          7,
        ),
      ),
    ).toEqual(new Set([0]));
  });
});
