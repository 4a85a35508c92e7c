import { describe, expect, it } from 'vitest';
import { anyPair, type PairBits, shareOfPairs } from '../../../runner/estimation/renyi/over-pairs.ts';
import { randomStream } from '../../../runner/random/stream.ts';

/** Pairs whose observed values are of the same distribution as their permuted ones. */
function independent(trial: number, pairs: number, permutations: number): PairBits[] {
  const random = randomStream(7, 'over pairs', trial);
  // what all pairs of an order have in common, and what is each pair's own
  const common = Array.from({ length: permutations + 1 }, () => random.normal());
  return Array.from({ length: pairs }, () => {
    const [observed = 0, ...permuted] = common.map((shared) => Math.max(0, shared + random.normal()));
    return { observed, permuted };
  });
}

describe('all pairs of a layer', () => {
  it('come to a p by the greatest excess, counted out', () => {
    const pairs = [
      { observed: 3, permuted: [1, 2, 0] },
      { observed: 1, permuted: [0, 1, 2] },
    ];
    // means 1 and 1: excesses 2 and 0; of the permutations 0, 1 and 1
    expect(anyPair(pairs)).toBe(1 / 4);
    expect(anyPair(pairs.slice(1))).toBe(3 / 4);
    expect(anyPair(pairs.toReversed())).toBe(1 / 4);
  });

  it('find a pair that is not there in a twentieth of the trials, however many pairs there are', () => {
    const trials = 1000;
    for (const count of [1, 15]) {
      const ps = Array.from({ length: trials }, (_, trial) => anyPair(independent(trial, count, 99)));
      const found = ps.filter((p) => p <= 0.05).length / trials;
      // five standard errors of 0.05
      expect(Math.abs(found - 0.05)).toBeLessThan(0.035);
    }
  });

  it('have a share of seen pairs, a twentieth where nothing is', () => {
    const shares = Array.from({ length: 400 }, (_, trial) => shareOfPairs(independent(trial, 15, 99)));
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(Math.abs(mean - 0.05)).toBeLessThan(0.02);
    const seen = { observed: 9, permuted: Array.from({ length: 99 }, () => 1) };
    expect(shareOfPairs([seen, seen, { ...seen, observed: 0 }, { ...seen, observed: 1 }])).toBe(0.5);
  });
});
