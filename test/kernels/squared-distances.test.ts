import { describe, expect, it } from 'vitest';
import type { KernelSamples } from '../../runner/contract/numerics.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { randomSamples } from './random-samples.ts';

/** The definition, by direct differences. */
function byDefinition({ values, n, d, offset = 0, stride = d }: KernelSamples): Float64Array {
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      for (let k = 0; k < d; k += 1) {
        distances[i * n + j]! += (values[offset + i * stride + k]! - values[offset + j * stride + k]!) ** 2;
      }
    }
  }
  return distances;
}

function worstRelativeError(actual: Float64Array, expected: Float64Array): number {
  return Math.max(
    ...actual.map((value, at) => (value === expected[at] ? 0 : Math.abs(value / expected[at]! - 1))),
  );
}

const builds = [createNumerics('wasm-simd'), createNumerics('wasm-fma')];

it('has SIMD on this machine, so that the module is what the tests below run', () => {
  expect(builds[0]!.name).toBe('wasm-simd');
  expect(builds[1]!.name).toMatch(/^wasm-/);
});

describe.each([plainNumerics, ...builds])('squared distances ($name)', ({ squaredDistances }) => {
  it('gives the example of its docs', () => {
    expect([...squaredDistances({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 })]).toEqual([
      0, 25, 25, 0,
    ]);
  });

  it.each([
    [1, 1],
    [2, 3],
    [3, 255],
    [5, 256],
    [6, 257],
    [7, 1000],
    [33, 40],
  ])('agrees with the definition for %d samples of %d features', (n, d) => {
    const samples = randomSamples(n * d, n, d);
    expect(worstRelativeError(squaredDistances(samples), byDefinition(samples))).toBeLessThan(1e-12);
    const double = { ...samples, values: Float64Array.from(samples.values, (value) => value / 3) };
    expect(worstRelativeError(squaredDistances(double), byDefinition(double))).toBeLessThan(1e-12);
  });

  it('reads one feature map out of the tensor of a layer', () => {
    const { values } = randomSamples(4, 10, 3 * 8);
    const map = { values, n: 10, d: 8, offset: 16, stride: 24 };
    expect(worstRelativeError(squaredDistances(map), byDefinition(map))).toBeLessThan(1e-12);
  });

  it('keeps its digits where samples nearly coincide, far from the origin', () => {
    const { values, n, d } = randomSamples(5, 12, 30);
    const clusters = Float64Array.from(
      values,
      (value, at) => 1e3 * (at % 2) + (at < 6 * d ? 1 : 0) + 1e-7 * value,
    );
    const samples = { values: clusters, n, d };
    expect(worstRelativeError(squaredDistances(samples), byDefinition(samples))).toBeLessThan(1e-9);
  });

  it('gives exactly 0 for equal samples and constant features', () => {
    const { values } = randomSamples(6, 1, 77);
    const copies = Float32Array.from({ length: 9 * 77 }, (_, at) => values[at % 77]!);
    expect(squaredDistances({ values: copies, n: 9, d: 77 }).every((value) => value === 0)).toBe(true);
    const twice = { values: Float32Array.of(0.1, 5, 0.1, 5, 9, 9), n: 3, d: 2 };
    expect(squaredDistances(twice)[1]).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'names the place of %d',
    (bad) => {
      for (const place of [0, 7, 14]) {
        const values = Float32Array.from({ length: 15 }, (_, at) => (at === place ? bad : at));
        const where = `sample ${Math.floor(place / 3)}, feature ${place % 3}`;
        expect(() => squaredDistances({ values, n: 5, d: 3 })).toThrow(where);
      }
    },
  );

  it('refuses values whose squares overflow', () => {
    expect(() => squaredDistances({ values: Float64Array.of(1e200, -1e200), n: 2, d: 1 })).toThrow(
      RangeError,
    );
  });
});

it.each(builds)('$name agrees with plain JavaScript on many features and on wide slabs', (wasm) => {
  const samples = randomSamples(11, 90, 1300);
  const difference = worstRelativeError(
    wasm.squaredDistances(samples),
    plainNumerics.squaredDistances(samples),
  );
  expect(difference).toBeLessThan(1e-13);
});
