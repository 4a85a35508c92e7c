import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelEntropy } from '../../../runner/kernels/label-entropy.ts';
import { type BinRule, makeBinner } from '../../../runner/kernels/shannon/binning.ts';
import { jointGroups, pairGroups } from '../../../runner/kernels/shannon/joint-groups.ts';
import { randomSamples } from '../random-samples.ts';

const rowsOf = (rows: readonly (readonly number[])[]) => ({
  values: Float64Array.from(rows.flat()),
  n: rows.length,
  d: rows[0]!.length,
});
const binsOf = (rule: BinRule, ...values: number[]) => {
  const binOf = makeBinner(rule, rowsOf(values.map((value) => [value])));
  return values.map(binOf);
};

describe('bins', () => {
  it('of a width have an edge at 0', () => {
    expect(binsOf({ width: 0.5 }, -0.6, -0.1, 0, 0.49, 0.5, 1.7)).toEqual([-2, -1, 0, 0, 1, 3]);
  });

  it('of a range take what lies outside into the end bins', () => {
    expect(binsOf({ range: [-1, 1], bins: 4 }, -7, -1, -0.4, 0, 0.99, 1, 9)).toEqual([0, 0, 1, 2, 3, 3, 3]);
  });

  it('of a range are one fewer than the edges of np.linspace', () => {
    // np.digitize(values, np.linspace(-1, 1, 30)) - 1
    const values = [-1, -0.99, -0.5, -0.04, 0, 0.3, 0.77, 0.999];
    const digitized = [0, 0, 7, 13, 14, 18, 25, 28];
    expect(binsOf({ range: [-1, 1], bins: 29 }, ...values)).toEqual(digitized);
  });

  it('over the range go from the least to the greatest value', () => {
    expect(binsOf({ adaptive: 3 }, 10, 11, 13, 16)).toEqual([0, 0, 1, 2]);
    expect(binsOf({ adaptive: 3 }, 4, 4)).toEqual([0, 0]);
  });

  it('by quantiles hold equal shares, and equal values together', () => {
    expect(binsOf({ quantiles: 4 }, 1, 2, 3, 4, 50, 600, 7000, 80000)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    const rectified = binsOf({ quantiles: 4 }, 0, 0, 0, 0, 0, 0, 1, 2);
    expect(rectified).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(binsOf({ quantiles: 2 }, 0, 0, 0, 7)).toEqual([0, 0, 0, 1]);
    expect(binsOf({ quantiles: 2 }, 0, 7, 7, 7)).toEqual([0, 1, 1, 1]);
    expect(binsOf({ quantiles: 5 }, 3, 3, 3)).toEqual([0, 0, 0]);
  });

  it('that make no sense are refused', () => {
    const samples = randomSamples(1, 3, 2);
    const wrong: BinRule[] = [
      { width: 0 },
      { width: Number.NaN },
      { range: [1, 1], bins: 3 },
      { range: [0, 1], bins: 0 },
      { quantiles: 2.5 },
    ];
    for (const rule of wrong) expect(() => makeBinner(rule, samples)).toThrow(RangeError);
  });
});

describe('joint states', () => {
  const wholes = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 30,
  });

  it('are the same where every value is', () => {
    fc.assert(
      fc.property(wholes, (rows) => {
        const groups = jointGroups(rowsOf(rows), (value) => value);
        const texts = rows.map((row) => row.join());
        for (const i of rows.keys()) {
          for (const j of rows.keys()) expect(groups[i] === groups[j]).toBe(texts[i] === texts[j]);
        }
      }),
    );
  });

  it('never collide, however large the bin numbers', () => {
    const rows = [
      [2 ** 52, 1],
      [2 ** 52 + 1, 1],
      [2 ** 52, 2],
      [-(2 ** 52), 1],
    ];
    expect(Array.from(jointGroups(rowsOf(rows), (value) => value))).toEqual([0, 1, 2, 3]);
  });

  it('of a pair are those of both', () => {
    expect(Array.from(pairGroups([7, 7, 9, 7], [1, 2, 2, 1]))).toEqual([0, 1, 2, 0]);
  });

  it('have an entropy of at most log2 n that more bins cannot lower when bins are halved', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (seed, n, d) => {
          const samples = randomSamples(seed, n, d);
          const bits = [1, 2, 4, 8, 16].map((bins) =>
            labelEntropy(jointGroups(samples, makeBinner({ range: [0, 1], bins }, samples)), 1),
          );
          expect(bits[0]).toBe(0);
          for (const [at, value] of bits.entries()) {
            expect(value).toBeLessThanOrEqual(Math.log2(n) + 1e-12);
            if (at > 0) expect(value).toBeGreaterThanOrEqual(bits[at - 1]! - 1e-12);
          }
        },
      ),
    );
  });
});
