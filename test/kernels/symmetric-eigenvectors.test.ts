import { describe, expect, it } from 'vitest';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { alongEigenvectors, symmetricEigenvectors } from '../../runner/kernels/symmetric-eigenvectors.ts';
import { randomNumbers } from './random-samples.ts';

/** A symmetric matrix of numbers in [-1, 1), or of fewer dimensions, or with blocks of zeros. */
function matrixOf(seed: number, n: number, kind: 'full' | 'rank 3' | 'blocks'): Float64Array {
  const next = randomNumbers(seed);
  const matrix = new Float64Array(n * n);
  const rows = Array.from({ length: n }, () => Array.from({ length: 3 }, () => 2 * next() - 1));
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const apart = kind === 'blocks' && i % 2 !== j % 2;
      const value =
        kind === 'rank 3'
          ? rows[i]!.reduce((sum, one, k) => sum + one * rows[j]![k]!, 0)
          : apart
            ? 0
            : 2 * next() - 1;
      matrix[i * n + j] = value;
      matrix[j * n + i] = value;
    }
  }
  return matrix;
}

const sizes = [1, 2, 3, 7, 40, 120];

describe.each(['full', 'rank 3', 'blocks'] as const)('eigenvectors of a %s matrix', (kind) => {
  it.each(sizes)('of size %i are orthogonal, leave no residual, and come with the spectrum', (n) => {
    const matrix = matrixOf(Math.floor(1e6 * Math.random()), n, kind);
    const { values, vectors } = symmetricEigenvectors(matrix.slice(), n, n);
    const spectrum = plainNumerics.eigenvaluesBatch([[matrix.slice()]], n)[0]!;
    const sorted = Float64Array.from(spectrum).sort().reverse();
    const size = Math.max(1e-3, ...values.map(Math.abs));
    for (let a = 0; a < n; a += 1) {
      expect(Math.abs(values[a]! - sorted[a]!)).toBeLessThan(1e-13 * n * size);
      const vector = vectors.subarray(a * n, (a + 1) * n);
      for (let i = 0; i < n; i += 1) {
        let image = 0;
        for (let j = 0; j < n; j += 1) image += matrix[i * n + j]! * vector[j]!;
        expect(Math.abs(image - values[a]! * vector[i]!)).toBeLessThan(1e-13 * n * size);
      }
      for (let b = 0; b <= a; b += 1) {
        let product = 0;
        for (let i = 0; i < n; i += 1) product += vector[i]! * vectors[b * n + i]!;
        expect(Math.abs(product - (a === b ? 1 : 0))).toBeLessThan(1e-13 * n);
      }
    }
  });
});

it.each(['full', 'rank 3', 'blocks'] as const)('vectors along eigenvectors that are not made: %s', (kind) => {
  const n = 31;
  const matrix = matrixOf(Math.floor(1e6 * Math.random()), n, kind);
  const rows = [0, 7].map((i) =>
    Float64Array.from({ length: n }, (_, j) => Number(j === i) + Number(j === 9)),
  );
  const given = rows.map((row) => row.slice());
  const values = alongEigenvectors(matrix.slice(), n, rows);
  // v' f(A) v, of f(A) = 1, A and A^2
  const times = (v: Float64Array) =>
    v.map((_, i) => v.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, 0));
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  for (const [at, v] of given.entries()) {
    const once = times(v);
    for (const [power, expected] of [dot(v, v), dot(v, once), dot(once, once)].entries()) {
      const found = values.reduce((sum, value, k) => sum + value ** power * rows[at]![k]! ** 2, 0);
      expect(Math.abs(found - expected)).toBeLessThan(1e-10);
    }
  }
});

it('extreme scales do not overflow', () => {
  for (const unit of [1e-200, 1e150]) {
    const matrix = matrixOf(3, 6, 'full').map((value) => unit * value);
    const { values } = symmetricEigenvectors(matrix, 6, 6);
    const plain = symmetricEigenvectors(matrixOf(3, 6, 'full'), 6, 6);
    for (const [at, value] of values.entries()) expect(value / unit).toBeCloseTo(plain.values[at]!, 10);
  }
});
