import { expect, it } from 'vitest';
import { coarsely, exactly, gradientOf } from '../../runner/proof/differences.ts';

const at = Float64Array.of(0.3, -0.7, 0.5);
const each = (f: (place: Float64Array) => number) => (places: readonly Float64Array[]) => places.map(f);

it('gives the gradient of a smooth function, in float64 and of float32 values', () => {
  const f = ([x = 0, y = 0, z = 0]: Float64Array) => Math.sin(x) * y + z ** 3;
  const expected = [Math.cos(0.3) * -0.7, Math.sin(0.3), 3 * 0.25];
  const exact = gradientOf(at, each(f), exactly);
  const coarse = gradientOf(
    at,
    each((place) => Math.fround(f(place))),
    coarsely,
  );
  expected.forEach((value, i) => {
    expect(Math.abs(exact.values[i]! - value)).toBeLessThan(1e-9);
    expect(Math.abs(coarse.values[i]! - value)).toBeLessThan(1e-5);
  });
  expect([...exact.rough, ...coarse.rough]).not.toContain(true);
});

it('leaves aside where a kink lies within its steps, and nothing else', () => {
  const f = ([x = 0, y = 0, z = 0]: Float64Array) => Math.abs(x - 0.31) + Math.abs(y) + z;
  const { values, rough } = gradientOf(at, each(f), coarsely);
  expect(rough).toEqual([true, false, false]);
  expect(values[1]).toBeCloseTo(-1, 10);
  expect(values[2]).toBeCloseTo(1, 10);
});
