import type { ChainJudge } from '../cases/chain.ts';
import { spread } from './judge-order.ts';
import { runningMean, trainingEnds } from './training-windows.ts';

/**
 * Judges whether a value over the training has a compression phase. One chain is one case. Of `none` the margin is the tolerance minus how
 * far the mean of the last rows lies below the highest smoothed value, so that a dip that recovers is no phase and a curve
 * that only falls is one; values within the tolerance of each other say nothing. Of `compression` it is the lesser of the
 * rise from the first rows to the highest value and of that fall, minus the tolerance, and 0 breaks it.
 *
 * @param smooth number of rows in the running mean that is looked at; 1 for none
 * @param window share of the rows at each end
 */
export function judgePhase(
  phase: 'compression' | 'none',
  {
    smooth,
    window,
    tolerance,
  }: { readonly smooth: number; readonly window: number; readonly tolerance: number },
): ChainJudge {
  return {
    trial: (values) => {
      const smoothed = runningMean(values, smooth);
      const { first, last } = trainingEnds(values, window);
      const top = smoothed.reduce<number | null>(
        (most, value) => (value === null || (most !== null && most >= value) ? most : value),
        null,
      );
      if (values.length < 3 || first === null || last === null || top === null) {
        return { cases: [], worst: null, missing: 1, telling: false };
      }
      const fall = top - last;
      const compresses = phase === 'compression';
      const margin = compresses ? Math.min(top - first, fall) - tolerance : tolerance - fall;
      const violated = compresses ? margin <= 0 : margin < 0;
      return {
        cases: [{ what: '', value: last, than: top, margin, violated }],
        worst: margin,
        missing: 0,
        telling: compresses || spread(smoothed) > tolerance,
      };
    },
  };
}
