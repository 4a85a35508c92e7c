import type { ChainJudge } from './judge-chains.ts';
import { spread } from './judge-order.ts';
import { rankTrend, trendRise } from './rank-trend.ts';

/**
 * Judges whether values of one chain, in time, change in a direction by more than the tolerance. One chain is one case;
 * its margin is the change minus the tolerance. With fewer than two values it is no case.
 *
 * By the ends the change is last minus first. By the trend it is the median slope times the time covered, and it has to be
 * significant: at most `level` of the orders of the values have a rank correlation with time as great.
 *
 * @param way 1 for a rise, -1 for a fall
 */
export function judgeChange(
  way: 1 | -1,
  test: 'ends' | 'trend',
  tolerance: number,
  level: number,
): ChainJudge {
  return ({ values, at }, brief) => {
    const times: number[] = [];
    const known: number[] = [];
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? null;
      if (value === null) continue;
      times.push(at[i]!);
      known.push(way * value);
    }
    if (known.length < 2) return { cases: [], missing: 1, telling: false };
    const effect = test === 'ends' ? known.at(-1)! - known[0]! : trendRise(times, known);
    const clear = test === 'ends' || brief || rankTrend(times, known).p <= level;
    const violated = effect <= tolerance || !clear;
    return {
      cases: [{ margin: effect - tolerance, violated, effect }],
      missing: 0,
      telling: spread(known) > tolerance,
    };
  };
}
