import type { ChainJudge } from '../cases/chain.ts';

/**
 * Judges chains of two places: whether the second value is greater than the first (less, where `way` is -1). The margin is the
 * difference that way, minus `excess`, minus the tolerance; a margin of 0 breaks it, so that equal values are refuted.
 */
export function judgeDifference(way: 1 | -1, excess: number, tolerance: number): ChainJudge {
  return {
    trial: ([than = null, value = null]) => {
      if (than === null || value === null) return { cases: [], worst: null, missing: 1, telling: false };
      const margin = way * (value - than) - excess - tolerance;
      const found = { what: '', value, than, margin, violated: margin <= 0 };
      return { cases: [found], worst: margin, missing: 0, telling: true };
    },
    contrasts: () => [
      {
        what: '',
        weights: [
          [1, way],
          [0, -way],
        ],
        offset: -excess - tolerance,
        strict: true,
      },
    ],
  };
}
