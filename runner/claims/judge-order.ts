import type { ChainJudge } from './judge-chains.ts';

/**
 * Judges whether values never step in the wrong direction by more than the tolerance. Each step from one place to the
 * next is a case; its margin is the tolerance minus the step the wrong way. A step with a missing end is no case.
 *
 * @param wrong 1 where a rise is wrong, -1 where a fall is
 */
export function judgeOrder(wrong: 1 | -1, tolerance: number): ChainJudge {
  return ({ values }) => {
    const cases = [];
    let missing = 0;
    for (let i = 1; i < values.length; i++) {
      const before = values[i - 1] ?? null;
      const after = values[i] ?? null;
      if (before === null || after === null) {
        missing++;
        continue;
      }
      const step = wrong * (after - before);
      cases.push({ margin: tolerance - step, violated: step > tolerance });
    }
    return { cases, missing, telling: spread(values) > tolerance };
  };
}

/** Greatest value minus least; 0 without values. */
export function spread(values: readonly (number | null)[]): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most >= least ? most - least : 0;
}
