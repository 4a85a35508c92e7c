import type { ClaimRun } from '../../contract/claim.ts';
import { type CompareParams, comparedChains, comparedWith } from './compare-values.ts';
import { judgeClaim } from './judge-claim.ts';
import { judgeDifference } from './judge-difference.ts';

/** Parameters of the claims that compare two kinds of rows. */
export interface PairParams extends CompareParams {
  readonly excess?: number;
  readonly tolerance?: number;
}

/** A claim that values are greater, or less, than others. */
export function comparePair(way: 'greater' | 'less'): ClaimRun<PairParams> {
  return (params, context) => {
    const { excess = 0, tolerance = 0 } = params;
    const least = Number((excess + tolerance).toPrecision(12));
    return judgeClaim(
      params,
      {
        along: null,
        tolerance,
        judge: judgeDifference(way === 'greater' ? 1 : -1, excess, tolerance),
        chains: comparedChains(params, context),
        say: ({ subject, scope, amount }) => {
          const other = comparedWith(params, context);
          // no worse by so much: a negative least difference allows the other side to be ahead
          if (least < 0) {
            const behind = way === 'greater' ? 'below' : 'above';
            return `${subject}${scope} is less than ${amount(-least)} ${behind} ${other.startsWith('at ') ? 'that ' : ''}${other}`;
          }
          return `${subject}${scope} is ${way} than ${other}${least === 0 ? '' : ` by more than ${amount(least)}`}`;
        },
      },
      context,
    );
  };
}
