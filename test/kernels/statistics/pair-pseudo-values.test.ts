import { expect, it } from 'vitest';
import { meanInterval } from '../../../runner/kernels/statistics/mean-interval.ts';
import { pairPseudoValues } from '../../../runner/kernels/statistics/pair-pseudo-values.ts';
import { randomStream } from '../../../runner/random/stream.ts';

/** Values of ordered pairs: what each of the two brings, one way more than the other, and noise of the pair. */
function drawPairs(n: number, seed: number): number[][] {
  const random = randomStream(seed, 'pairs');
  const [one, two] = [0, 1].map(() => Array.from({ length: n }, () => random.normal()));
  return one!.map((a, i) =>
    two!.map((b, j) => (i === j ? Number.NaN : 2 * a + 0.5 * b + 0.3 * random.normal())),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean over all ordered pairs of some things. */
function overPairs(pairs: readonly (readonly number[])[], kept: readonly number[]): number {
  return meanOf(kept.flatMap((i) => kept.flatMap((j) => (i === j ? [] : [pairs[i]![j]!]))));
}

/** Of each thing the mean over its pairs, both ways. */
function ofEach(pairs: readonly (readonly number[])[]): number[] {
  return pairs.map((row, i) => meanOf(row.flatMap((value, j) => (i === j ? [] : [value, pairs[j]![i]!]))));
}

it.each([3, 4, 7, 12])('are those of leaving out each of %i in turn', (n) => {
  const pairs = drawPairs(n, n);
  const all = Array.from({ length: n }, (_, i) => i);
  const whole = overPairs(pairs, all);
  const found = pairPseudoValues(ofEach(pairs));
  for (const left of all) {
    const without = overPairs(
      pairs,
      all.filter((i) => i !== left),
    );
    expect(found[left]).toBeCloseTo(n * whole - (n - 1) * without, 9);
  }
  expect(meanOf(found)).toBeCloseTo(whole, 12);
});

it('are none of two', () => {
  expect(pairPseudoValues([1, 2])).toEqual([]);
});

it('give intervals that hold the mean about as often as they say, where pairs taken as independent do not', () => {
  const runs = 1500;
  const covers = (values: readonly number[]) => {
    const { low, high } = meanInterval(values);
    return Number(low! <= 0 && high! >= 0);
  };
  for (const n of [5, 10]) {
    let [paired, plain] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const pairs = drawPairs(n, 1000 * n + run);
      paired += covers(pairPseudoValues(ofEach(pairs)));
      plain += covers(pairs.flatMap((row, i) => row.filter((_, j) => j !== i)));
    }
    expect(paired / runs).toBeGreaterThan(0.92);
    expect(paired / runs).toBeLessThan(0.99);
    expect(plain / runs).toBeLessThan(0.8);
  }
});
