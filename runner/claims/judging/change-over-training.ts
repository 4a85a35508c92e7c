import type { ChangeRows } from '../../../src/node/claim-parameters.ts';
import type { ClaimRun } from '../../contract/claim.ts';
import type { ClaimWords } from '../cases/claim-words.ts';
import { judgeChange } from './judge-change.ts';
import { judgeClaim } from './judge-claim.ts';
import { judgeKeeping } from './judge-keeping.ts';

/** Share of the rows at each end where a study does not say. */
export const usualWindow = 0.1;

/** Parameters of the claims about a change from end to end. */
export interface ChangeParams extends ChangeRows {
  readonly tolerance?: number;
  readonly test?: 'ends' | 'trend';
  readonly level?: number;
}

/** A claim that values rise, or fall, over the training. */
export function changeOverTraining(way: 'rises' | 'falls'): ClaimRun<ChangeParams> {
  return (params, context) => {
    const { tolerance = 0, excess = 0, window = usualWindow, test = 'ends', level = 0.05 } = params;
    const judge = judgeChange(way === 'rises' ? 1 : -1, { test, window, excess, tolerance, level });
    const trend = test === 'ends' ? '' : ` and by its trend (p <= ${level} in one training)`;
    const say = (words: ClaimWords) =>
      `${words.subject} ${way} over the training${more(excess, tolerance, words)}, from ${windowWords(window)}${trend}${words.scope}`;
    return judgeClaim(params, { along: 'epoch', tolerance, judge, say }, context);
  };
}

/** Parameters of the claims about a change that never goes back. */
export interface KeepingParams extends ChangeRows {
  readonly tolerance?: number;
  readonly smooth?: number;
}

/** A claim that values keep rising, or falling, over the training. */
export function changeThroughout(way: 'rising' | 'falling'): ClaimRun<KeepingParams> {
  return (params, context) => {
    const { tolerance = 0, excess = 0, window = usualWindow, smooth = 1 } = params;
    const judge = judgeKeeping(way === 'rising' ? 1 : -1, { window, excess, tolerance }, smooth);
    const say = (words: ClaimWords) =>
      `${words.subject} keeps ${way} over the training${more(excess, 0, words)}, back by at most ${words.slack}${smoothWords(smooth)}${words.scope}`;
    return judgeClaim(params, { along: 'epoch', tolerance, judge, say }, context);
  };
}

function more(excess: number, tolerance: number, { amount }: ClaimWords): string {
  const least = Number((excess + tolerance).toPrecision(12));
  return least === 0 ? '' : ` by more than ${amount(least)}`;
}

/** The ends that are compared, in words. */
function windowWords(window: number): string {
  return window === 0
    ? 'the first row to the last'
    : `the first to the last ${Number((100 * window).toFixed(2))} % of the rows`;
}

/** A running mean, in words. */
export function smoothWords(smooth: number): string {
  return smooth > 1 ? `, in means of ${smooth} rows` : '';
}
