import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import type { ClaimRun } from '../../contract/claim.ts';
import type { ClaimWords } from '../cases/claim-words.ts';
import { judgeClaim } from './judge-claim.ts';
import { judgeOrder } from './judge-order.ts';

/** Parameters of the claims about an order. */
export interface OrderParams extends ClaimRows {
  readonly along?: string;
  readonly tolerance?: number;
}

/** A claim along the layers, the epochs or an axis: values never go in the direction `wrong` by more than the tolerance. */
export function followOrder(wrong: 'rise' | 'fall'): ClaimRun<OrderParams> {
  const sign = wrong === 'rise' ? 1 : -1;
  return (params, context) => {
    const { along = 'layer', tolerance = 0 } = params;
    const say = (words: ClaimWords) => {
      const slack = tolerance > 0 ? ` by more than ${words.slack}` : '';
      const scope = along === 'layer' ? words.otherScope : words.scope;
      return `${words.subject} does not ${wrong} ${wayOf(along, words)}${slack}${scope}`;
    };
    const judge = judgeOrder(sign, tolerance);
    const opposite = judgeOrder(sign === 1 ? -1 : 1, tolerance);
    return judgeClaim(params, { along, tolerance, judge, opposite, say }, context);
  };
}

function wayOf(along: string, { places }: ClaimWords): string {
  if (along === 'epoch') return 'from any row of the training to a later one';
  if (along === 'layer') return `along ${places.length > 0 ? places.join(' -> ') : 'the layers'}`;
  return `along ${along} ${places.join(' -> ')}`.trimEnd();
}
