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

  it.each([1025, 1031])('reduces large matrices in two stages, n = %d', (n) => {
    // the chain under orthogonal reflections: full matrices of known spectra
    const chain = (i: number, j: number) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0);
    const next = randomNumbers(n);
    const mirror = Float64Array.from({ length: n }, () => next() - 0.5);
    const length = Math.hypot(...mirror);
    const u = mirror.map((value) => value / length);
    const product = u.map((_, i) =>
      [i - 1, i, i + 1].reduce((sum, j) => sum + (chain(i, j) && chain(i, j) * (u[j] ?? 0)), 0),
    );
    const along = product.reduce((sum, value, i) => sum + value * u[i]!, 0);
    const full = symmetric(n, (i, j) => {
      const taken = 2 * (u[i]! * product[j]! + product[i]! * u[j]!);
      return chain(i, j) - taken + 4 * along * u[i]! * u[j]!;
    });
    const ones = symmetric(n, () => 1);
    const classes = symmetric(n, (i, j) => Number(i % 7 === j % 7));
    const [cosines, last, seven] = wasm.eigenvaluesBatch([[full], [ones], [classes]], n);
    const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    expect(worst(cosines!, expected)).toBeLessThan(1e-13);
    expect(worst(last!, [...new Array(n - 1).fill(0), n]) / n).toBeLessThan(5e-14);
    const counts = [...new Array(n - 7).fill(0), ...[6, 5, 4, 3, 2, 1, 0].map((k) => Math.ceil((n - k) / 7))];
    expect(worst(seven!, counts)).toBeLessThan(1e-14 * n);
    expect(wasm.eigenvaluesBatch([[classes]], n)[0]).toEqual(seven);
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

describe.each(builds)('single precision ($name)', ({ eigenvaluesBatch }) => {
  it('knows the chain, blocks of classes and what lies far below the rest', () => {
    for (const n of [2, 3, 5, 16, 33, 64]) {
      const chain = symmetric(n, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0));
      const cosines = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
      expect(worst(eigenvaluesBatch([[chain]], n, 'single')[0]!, cosines)).toBeLessThan(1e-5);
    }
    const labels = [3, 1, 3, 3, 0, 1, 3, 0, 2];
    const classes = symmetric(9, (i, j) => Number(labels[i] === labels[j]));
    const known = [0, 0, 0, 0, 0, 1, 2, 2, 4];
    expect(worst(eigenvaluesBatch([[classes]], 9, 'single')[0]!, known)).toBeLessThan(1e-5);
    const faint = symmetric(6, (i, j) => (i === j ? 1 : 1e-22));
    expect(worst(eigenvaluesBatch([[faint]], 6, 'single')[0]!, new Array(6).fill(1))).toBeLessThan(1e-6);
  });

  it('is coarser than double, the same in every lane, and scales with the matrix', () => {
    const matrices = [0.4, 0.5, 0.6, 0.7, 0.8].map((sigma, at) => gram(at, 40, 6, sigma));
    const found = eigenvaluesBatch(alone(matrices), 40, 'single');
    const exact = eigenvaluesBatch(alone(matrices), 40);
    for (const [at, matrix] of matrices.entries()) {
      const off = worst(found[at]!, exact[at]!) / exact[at]!.at(-1)!;
      expect(off).toBeGreaterThan(1e-9);
      expect(off).toBeLessThan(3e-6);
      expect(eigenvaluesBatch([[matrix]], 40, 'single')[0]).toEqual(found[at]);
      const larger = eigenvaluesBatch([[matrix.map((value) => value * 2 ** 300)]], 40, 'single')[0]!;
      expect(larger).toEqual(found[at]!.map((value) => value * 2 ** 300));
    }
  });

  it('gives way to double where one eigenvalue is nearly all there is', () => {
    const matrices = [gram(1, 30, 3, 40), gram(2, 30, 3, 0.3), symmetric(30, () => 1)];
    const [wide, narrow, ones] = eigenvaluesBatch(alone(matrices), 30, 'single');
    const exact = eigenvaluesBatch(alone(matrices), 30);
    expect([wide, ones]).toEqual([exact[0], exact[2]]);
    expect(narrow).not.toEqual(exact[1]);
  });

  it('refuses what is not finite', () => {
    expect(() => eigenvaluesBatch([[Float64Array.of(1, 0, Number.NaN, 1)]], 2, 'single')).toThrow('(1, 0)');
  });
});
