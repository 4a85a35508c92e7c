import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directDistances, type Norm } from '../../../runner/kernels/shannon/direct-distances.ts';
import { unitDistances } from '../../../runner/kernels/shannon/unit-distances.ts';
import { randomSamples } from '../random-samples.ts';

const norms = ['max', 'euclidean'] as const;

describe.each(norms)('distances in the norm %s', (norm: Norm) => {
  it('are those of the definition, in whatever blocks', () => {
    for (const [n, d] of [
      [12, 7],
      [3, 1100],
      [1, 2],
    ] as const) {
      const { values } = randomSamples(5, n, d);
      const found = directDistances({ values, n, d }, norm);
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j < n; j += 1) {
          const parts = Array.from({ length: d }, (_, k) =>
            Math.abs(values[i * d + k]! - values[j * d + k]!),
          );
          const expected = norm === 'max' ? Math.max(...parts) : Math.hypot(...parts);
          expect(found[i * n + j]).toBeCloseTo(expected, 12);
        }
      }
    }
  });

  it('are the same to the last bit where the differences are, near 0 or far from it', () => {
    const cells = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 12, maxLength: 24 });
    fc.assert(
      fc.property(cells, fc.constantFrom(0, 3, 1e8), (wholes, offset) => {
        const n = Math.floor(wholes.length / 2);
        const values = Float64Array.from(wholes.slice(0, 2 * n), (value) => value / 8 + offset);
        const found = directDistances({ values, n, d: 2 }, norm);
        for (let i = 0; i < n; i += 1) {
          for (let j = 0; j < n; j += 1) {
            const [a, b] = [0, 1].map((k) => Math.abs(wholes[2 * i + k]! - wholes[2 * j + k]!) / 8);
            const expected = norm === 'max' ? Math.max(a!, b!) : Math.sqrt(a! * a! + b! * b!);
            expect(found[i * n + j]).toBe(expected);
          }
        }
      }),
    );
  });

  it('refuse what is not finite, and what is too far apart', () => {
    const of = (...list: number[]) =>
      directDistances({ values: Float64Array.from(list), n: list.length, d: 1 }, norm);
    expect(() => of(0, Number.NaN)).toThrow(RangeError);
    expect(() => of(1.7e308, -1.7e308)).toThrow(RangeError);
  });
});

describe('distances in their own unit', () => {
  it('have a root mean square of 1, whatever their unit was', () => {
    for (const factor of [1e-150, 1, 1000, 1e200]) {
      const { values } = randomSamples(8, 9, 9);
      const given = Float64Array.from(values, (value) => factor * value);
      const found = unitDistances(given.slice());
      const square = found.reduce((sum, value) => sum + value * value, 0) / found.length;
      expect(square).toBeCloseTo(1, 6);
      for (const [at, value] of found.entries()) {
        expect(value / found[0]!).toBeCloseTo(given[at]! / given[0]!, 12);
      }
    }
  });

  it('of a constant stay 0', () => {
    expect(Array.from(unitDistances(new Float64Array(9)))).toEqual(new Array(9).fill(0));
  });
});
