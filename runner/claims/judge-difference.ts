import type { ChainJudge } from './judge-chains.ts';

/**
 * Judges chains of two places: whether the second value is greater than the first by at least `excess`, give or take the
 * tolerance. The margin is second - first - excess + tolerance. A difference within the tolerance of `excess` says nothing:
 * the opposite claim would fare as well.
 */
export function judgeDifference(excess: number, tolerance: number): ChainJudge {
  return ({ values: [first = null, second = null] }) => {
    if (first === null || second === null) return { cases: [], missing: 1, telling: false };
    const effect = second - first;
    const margin = effect - excess + tolerance;
    return {
      cases: [{ margin, violated: effect - excess < -tolerance, effect }],
      missing: 0,
      telling: Math.abs(effect - excess) > tolerance,
    };
  };
}
