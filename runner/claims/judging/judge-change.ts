import { leastOf } from '../../kernels/statistics/least-of.ts';
import type { Chain, ChainFinding, ChainJudge } from '../cases/chain.ts';
import { trainingEnds } from './training-windows.ts';
import { trendTest } from './trend-test.ts';

/** How a change over the training is told. */
export interface ChangeRule {
  readonly test: 'ends' | 'trend';
  /** Share of the rows at each end. */
  readonly window: number;
  readonly excess: number;
  readonly tolerance: number;
  /** Greatest one-sided p of the trend of one training. */
  readonly level: number;
}

/**
 * Judges whether the values of one chain, in time, change in a direction. One chain is one case: the mean of the last rows minus
 * that of the first, that way, minus `excess`, minus the tolerance; a margin of 0 breaks it, so that a value that does not move is
 * refuted. Without a value at either end it is no case. By the trend a second case is the change that a straight line
 * through all rows makes, which has to go that way too.
 *
 * @param way 1 for a rise, -1 for a fall
 */
export function judgeChange(way: 1 | -1, rule: ChangeRule): ChainJudge {
  return {
    trial: (values, chain) => {
      const { first, last } = trainingEnds(values, rule.window);
      if (values.length < 2 || first === null || last === null) {
        return { cases: [], worst: null, missing: 1, telling: false };
      }
      const margin = way * (last - first) - rule.excess - rule.tolerance;
      const change = { what: '', value: last, than: first, margin, violated: margin <= 0 };
      const cases = rule.test === 'ends' ? [change] : [change, trendCase(way, values, chain, rule.level)];
      const worst = leastOf(cases.map((one) => one.margin));
      return { cases, worst, missing: 0, telling: true };
    },
  };
}

function trendCase(
  way: 1 | -1,
  values: readonly (number | null)[],
  { at }: Chain,
  level: number,
): ChainFinding['cases'][number] {
  const known = values.flatMap((value, i) => (value === null ? [] : [{ time: at[i]!, value: way * value }]));
  const { change, tested } = trendTest(
    known.map(({ time }) => time),
    known.map(({ value }) => value),
    level,
  );
  return { what: 'trend', value: way * change, than: null, margin: change, violated: change <= 0, tested };
}
