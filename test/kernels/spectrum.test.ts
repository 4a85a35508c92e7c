import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianGram } from '../../runner/kernels/gaussian-gram.ts';
import { hadamard } from '../../runner/kernels/hadamard.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { randomNumbers, randomSamples } from './random-samples.ts';

const builds = [createNumerics('wasm-simd'), createNumerics('wasm-fma')];

function symmetric(n: number, entry: (i: number, j: number) => number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) matrix[i * n + j] = matrix[j * n + i] = entry(i, j);
  }
  return matrix;
}

/** Each matrix as a product of one. */
function alone(matrices: readonly Float64Array[]): Float64Array[][] {
  return matrices.map((matrix) => [matrix]);
}

function worst(actual: Float64Array, expected: ArrayLike<number>): number {
  return Math.max(...actual.map((value, at) => Math.abs(value - expected[at]!)));
}

function gram(seed: number, n: number, d: number, sigma: number): Float64Array {
  const distances = plainNumerics.squaredDistances(randomSamples(seed, n, d));
  return gaussianGram([{ distances, sigma }], n);
}

describe.each([plainNumerics, ...builds])('eigenvalues ($name)', ({ eigenvaluesBatch }) => {
  const solve = (matrix: Float64Array, n: number) => eigenvaluesBatch([[matrix]], n)[0]!;

  it('gives the example of its docs', () => {
    expect(worst(solve(Float64Array.of(2, 1, 1, 2), 2), [1, 3])).toBeLessThan(1e-15);
  });

  it.each([1, 2, 3, 4, 5, 7, 16, 33, 64])('knows the matrices whose spectra are known, n = %d', (n) => {
    const ones = symmetric(n, () => 1);
    const identity = symmetric(n, (i, j) => Number(i === j));
    const diagonal = symmetric(n, (i, j) => (i === j ? n - i : 0));
    const chain = symmetric(n, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0));
    const range = Array.from({ length: n }, (_, k) => k + 1);
    const last = (value: number) => range.map((k) => (k === n ? value : 0));
    const cosines = range.map((k) => 2 - 2 * Math.cos((k * Math.PI) / (n + 1)));
    expect(worst(solve(ones, n), last(n))).toBeLessThan(1e-14 * n);
    expect(worst(solve(identity, n), new Array(n).fill(1))).toBeLessThan(1e-15 * n);
    expect(worst(solve(diagonal, n), range)).toBeLessThan(1e-14 * n);
    expect(worst(solve(chain, n), cosines)).toBeLessThan(1e-14 * n);
    expect(
      worst(
        solve(
          symmetric(n, () => 0),
          n,
        ),
        new Array(n).fill(0),
      ),
    ).toBe(0);
  });

  it('finds block, graded and nearly singular spectra', () => {
    const labels = [3, 1, 3, 3, 0, 1, 3, 0, 2];
    const classes = symmetric(9, (i, j) => Number(labels[i] === labels[j]));
    expect(worst(solve(classes, 9), [0, 0, 0, 0, 0, 1, 2, 2, 4])).toBeLessThan(1e-14);
    const nearly = symmetric(8, (i, j) => (i === j ? 1 + 1e-9 : 1));
    expect(worst(solve(nearly, 8), [...new Array(7).fill(1e-9), 8 + 1e-9])).toBeLessThan(1e-14);
    const graded = symmetric(12, (i, j) => (i === j ? 10 ** -i : 10 ** (-i - j - 2)));
    const trace = solve(graded, 12).reduce((sum, value) => sum + value, 0);
    expect(Math.abs(trace - 10 / 9)).toBeLessThan(1e-11);
    const faint = symmetric(6, (i, j) => (i === j ? 1 : 1e-22));
    expect(worst(solve(faint, 6), new Array(6).fill(1))).toBeLessThan(1e-15);
  });

  it('keeps trace, Frobenius norm and order, and scales with the matrix', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer(),
        fc.constantFrom(1e-200, 1e-3, 1, 1e150),
        (n, seed, scale) => {
          const next = randomNumbers(seed);
          const matrix = symmetric(n, () => scale * (next() - 0.5));
          const found = solve(matrix, n);
          const size = n * scale;
          let trace = 0;
          for (let i = 0; i < n; i += 1) trace += matrix[i * n + i]!;
          const squares = (values: Float64Array) =>
            values.reduce((sum, value) => sum + (value / size) ** 2, 0);
          expect(Math.abs(found.reduce((sum, value) => sum + value, 0) - trace) / size).toBeLessThan(1e-13);
          expect(Math.abs(squares(found) - squares(matrix))).toBeLessThan(1e-13);
          expect(found.every((value, at) => at === 0 || value >= found[at - 1]!)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes elementwise products of one to five matrices, and scales them', () => {
    const grams = [0.3, 1, 2, 5, 9].map((sigma, at) => gram(at, 21, 3, sigma));
    for (let count = 1; count <= grams.length; count += 1) {
      const factors = grams
        .slice(0, count)
        .map((each, at) => (at === 0 ? each.map((value) => 3 * value) : each));
      const [found] = eigenvaluesBatch([factors], 21) as [Float64Array];
      expect(worst(found, solve(hadamard(factors), 21))).toBeLessThan(1e-14);
    }
    expect(() => eigenvaluesBatch([[grams[0]!, new Float64Array(4)]], 21)).toThrow();
  });

  it('leaves its input alone and refuses what is not a finite n x n matrix', () => {
    const matrix = gram(1, 10, 3, 1);
    const before = matrix.slice();
    solve(matrix, 10);
    expect(matrix).toEqual(before);
    expect(() => solve(new Float64Array(5), 2)).toThrow(RangeError);
    expect(() => solve(Float64Array.of(1, 0, Number.NaN, 1), 2)).toThrow('(1, 0)');
  });
});

describe.each(builds)('the batch in WebAssembly ($name)', (wasm) => {
  it.each([2, 9, 31, 64, 128])('agrees with plain JavaScript at n = %d, whatever the count', (n) => {
    const widths = [0.05, 0.3, 0.5, 1, 2, 5, 20];
    for (const count of n > 64 ? [7] : [1, 2, 3, 4, 5, 7]) {
      const matrices = widths.slice(0, count).map((sigma, at) => gram(at, n, 6, sigma));
      const expected = plainNumerics.eigenvaluesBatch(alone(matrices), n);
      const actual = wasm.eigenvaluesBatch(alone(matrices), n);
      expect(actual).toHaveLength(count);
      for (const [at, spectrum] of actual.entries()) {
        expect(worst(spectrum, expected[at]!) / n).toBeLessThan(1e-14);
      }
    }
  });

  it('a matrix gets the same bytes whichever lane it lies in and whatever lies beside it', () => {
    const matrices = [
      gram(1, 20, 4, 0.5),
      symmetric(20, () => 1),
      symmetric(20, (i, j) => Number(i === j)),
      gram(2, 20, 4, 3),
    ];
    const single = matrices.map((matrix) => wasm.eigenvaluesBatch([[matrix]], 20)[0]);
    expect(wasm.eigenvaluesBatch(alone(matrices), 20)).toEqual(single);
    expect(wasm.eigenvaluesBatch(alone(matrices).toReversed(), 20)).toEqual(single.toReversed());
  });
});
