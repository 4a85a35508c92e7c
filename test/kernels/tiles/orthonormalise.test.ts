import { expect, it } from 'vitest';
import { orthonormalise } from '../../../runner/kernels/tiles/orthonormalise.ts';
import { randomNumbers } from '../random-samples.ts';

const [n, p] = [203, 7];

/** Columns of lengths that fall by a factor of 30 each. */
function columns(seed: number): Float64Array {
  const next = randomNumbers(seed);
  return Float64Array.from({ length: n * p }, (_, at) => (next() - 0.5) * 30 ** -(at % p));
}

function product(a: Float64Array, b: Float64Array, rows: number): number[] {
  return Array.from({ length: rows * p }, (_, at) => {
    const [i, j] = [Math.floor(at / p), at % p];
    let sum = 0;
    for (let k = 0; k < p; k += 1) sum += a[i * p + k]! * b[k * p + j]!;
    return sum;
  });
}

function gram(a: Float64Array): number[] {
  return Array.from({ length: p * p }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += a[i * p + Math.floor(at / p)]! * a[i * p + (at % p)]!;
    return sum;
  });
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);

it('gives orthonormal columns and their triangle', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const given = columns(seed);
  for (let at = 0; at < given.length; at += p) given[at + 5] = given[at + 5]! * 30 ** 4 + given[at]!;
  given.forEach((value, at) => {
    if (at % p === 6) given[at] = value * 30 ** 5;
  });
  const block = given.slice();
  const triangle = orthonormalise(block, p, 0);
  const unit = Array.from({ length: p * p }, (_, at) => Number(at % (p + 1) === 0));
  expect(furthest(gram(block), unit), `seed ${seed}`).toBeLessThan(1e-12);
  expect(furthest(product(block, triangle, n), given), `seed ${seed}`).toBeLessThan(1e-13);
  for (let i = 1; i < p; i += 1) for (let j = 0; j < i; j += 1) expect(triangle[i * p + j]).toBe(0);
});

it('makes columns 0 that others give, or that are too short', () => {
  const given = columns(4).map((value, at) => (at % p < 3 ? value : 0));
  for (let at = 0; at < given.length; at += p) {
    given[at + 3] = 2 * given[at]! - given[at + 1]!;
    given[at + 4] = 1e-9 * given[at + 2]!;
  }
  const block = given.slice();
  const triangle = orthonormalise(block, p, 0);
  const lengths = gram(block).filter((_, at) => at % (p + 1) === 0);
  expect(lengths.map((length) => Math.round(length * 1e9) / 1e9)).toEqual([1, 1, 1, 0, 0, 0, 0]);
  expect(furthest(product(block, triangle, n), given)).toBeLessThan(1e-9);
  const short = columns(4);
  orthonormalise(short, p, 0.05);
  expect(gram(short).filter((value, at) => at % (p + 1) === 0 && value > 0.5)).toHaveLength(2);
});
