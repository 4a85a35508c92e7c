import type { ChainJudge } from './judge-chains.ts';

/**
 * Judges whether values keep to one side of a bound; each value is a case. Its margin is the distance from the bound, on
 * the right side, plus the tolerance. A value within the tolerance of the bound says nothing: the opposite claim would
 * fare as well.
 *
 * @param side 1 for at least, -1 for at most
 */
export function judgeBound(side: 1 | -1, bound: number, tolerance: number): ChainJudge {
  return ({ values }) => {
    const known = values.filter((value) => value !== null);
    const cases = known.map((value) => {
      const distance = side * (value - bound);
      return { margin: distance + tolerance, violated: distance < -tolerance };
    });
    const telling = known.some((value) => Math.abs(value - bound) > tolerance);
    return { cases, missing: values.length - known.length, telling };
  };
}

/** Judges whether values lie within the tolerance of a target; each value is a case, and always telling. */
export function judgeNear(target: number, tolerance: number): ChainJudge {
  return ({ values }) => {
    const known = values.filter((value) => value !== null);
    const cases = known.map((value) => {
      const distance = Math.abs(value - target);
      return { margin: tolerance - distance, violated: distance > tolerance };
    });
    return { cases, missing: values.length - known.length, telling: known.length > 0 };
  };
}
