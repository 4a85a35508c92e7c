import type { ChainJudge } from './judge-chains.ts';
import { spread } from './judge-order.ts';

/**
 * Judges whether a value over the training has a compression phase: it rises by more than the tolerance from its first
 * value to its maximum, and falls by more than the tolerance from there to its last. One chain is one case. The lesser of
 * rise and fall minus the tolerance is the margin of `compression`, and its negative that of `none`.
 *
 * @param smooth number of rows in the running mean that is looked at; 1 for none
 */
export function judgePhase(phase: 'compression' | 'none', smooth: number, tolerance: number): ChainJudge {
  return ({ values }) => {
    const known = runningMean(
      values.filter((value) => value !== null),
      smooth,
    );
    if (known.length < 3) return { cases: [], missing: 1, telling: false };
    const top = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const excess = Math.min(top - known[0]!, top - known.at(-1)!) - tolerance;
    const found = excess > 0;
    return {
      cases: [
        {
          margin: phase === 'compression' ? excess : -excess,
          violated: found !== (phase === 'compression'),
        },
      ],
      missing: 0,
      telling: spread(known) > tolerance,
    };
  };
}

/** Means of `width` neighbouring values, fewer at the ends. */
function runningMean(values: readonly number[], width: number): number[] {
  if (width <= 1) return [...values];
  const before = Math.floor((width - 1) / 2);
  return values.map((_, i) => {
    const part = values.slice(Math.max(0, i - before), i + width - before);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
