import type { ChainJudge } from '../cases/chain.ts';
import type { ChangeRule } from './judge-change.ts';
import { greatestWay } from './judge-order.ts';
import { runningMean, trainingEnds } from './training-windows.ts';

/**
 * Judges whether the values of one chain, in time, keep rising (falling, where `way` is -1). Two cases: that they rise from end to end
 * by more than `excess` (a value that does not move is refuted), and that nowhere do they go back by more than the tolerance, from any row to any
 * later one.
 *
 * @param smooth number of rows in the running mean whose way back is looked at; 1 for none
 */
export function judgeKeeping(
  way: 1 | -1,
  { window, excess, tolerance }: Pick<ChangeRule, 'window' | 'excess' | 'tolerance'>,
  smooth: number,
): ChainJudge {
  return {
    trial: (values, { places }) => {
      const { first, last } = trainingEnds(values, window);
      const smoothed = runningMean(values, smooth);
      const back = greatestWay(smoothed, way === 1 ? -1 : 1);
      if (first === null || last === null || !back) {
        return { cases: [], worst: null, missing: 1, telling: false };
      }
      const change = way * (last - first) - excess;
      const margin = tolerance - back.size;
      const [from, to] = [back.from, back.to].map((i) => ({ name: places[i]!, value: smoothed[i]! }));
      const cases = [
        { what: 'end to end', value: last, than: first, margin: change, violated: change <= 0 },
        { what: 'way back', value: to!.value, than: from!.value, margin, violated: margin < 0 },
      ];
      // a change of 0 breaks the claim, so that it is worse than a way back of just the tolerance
      const worst = Math.min(change, margin);
      return { cases, worst, missing: 0, telling: true };
    },
  };
}
