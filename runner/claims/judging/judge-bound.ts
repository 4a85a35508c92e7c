import type { ChainJudge } from '../cases/chain.ts';

/**
 * Judges whether values keep to one side of a bound; each value is a case. Its margin is the distance from the bound, on
 * the right side, plus the tolerance. A value within the tolerance of the bound says nothing: the opposite claim would
 * fare as well.
 *
 * @param side 1 for at least, -1 for at most
 */
export function judgeBound(side: 1 | -1, bound: number, tolerance: number): ChainJudge {
  return {
    trial: ([value = null]) => {
      if (value === null) return { cases: [], worst: null, missing: 1, telling: false };
      const margin = side * (value - bound) + tolerance;
      const found = { what: '', value, than: null, margin, violated: margin < 0 };
      return { cases: [found], worst: margin, missing: 0, telling: Math.abs(value - bound) > tolerance };
    },
    contrasts: () => [{ what: '', weights: [[0, side]], offset: tolerance - side * bound, strict: false }],
  };
}

/** Judges whether values lie within the tolerance of a target; each value is a case, and always telling. */
export function judgeNear(target: number, tolerance: number): ChainJudge {
  return {
    trial: ([value = null]) => {
      if (value === null) return { cases: [], worst: null, missing: 1, telling: false };
      const margin = tolerance - Math.abs(value - target);
      const found = { what: '', value, than: null, margin, violated: margin < 0 };
      return { cases: [found], worst: margin, missing: 0, telling: true };
    },
    contrasts: () => [
      { what: 'not below', weights: [[0, 1]], offset: tolerance - target, strict: false },
      { what: 'not above', weights: [[0, -1]], offset: tolerance + target, strict: false },
    ],
  };
}
