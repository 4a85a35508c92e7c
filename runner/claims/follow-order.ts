import type { ClaimRows } from '../../src/node/claim-parameters.ts';
import type { ClaimRun } from '../contract/claim.ts';
import type { ClaimWords } from './claim-words.ts';
import { judgeClaim } from './judge-claim.ts';
import { judgeOrder } from './judge-order.ts';

/** Parameters of the claims about an order. */
export interface OrderParams extends ClaimRows {
  readonly along?: string;
  readonly tolerance?: number;
}

/**
 * A claim along the layers, the epochs or an axis: values never step in the direction `wrong` by more than the tolerance.
 * A trial is vacuous when within no chain the values differ by more than the tolerance.
 */
export function followOrder(wrong: 'rise' | 'fall'): ClaimRun<OrderParams> {
  return (params, context) => {
    const { along = 'layer', tolerance = 0 } = params;
    const judge = judgeOrder(wrong === 'rise' ? 1 : -1, tolerance);
    const say = (words: ClaimWords) => {
      const slack = tolerance > 0 ? ` by more than ${words.slack}` : '';
      return `${words.subject} does not ${wrong} ${wayOf(along, words)}${slack}${scope(along, words)}`;
    };
    return judgeClaim(params, { along, tolerance, judge, say }, context);
  };
}

function wayOf(along: string, { places }: ClaimWords): string {
  if (along === 'epoch') return 'from one row of the training to the next';
  if (along === 'layer') return `along ${places.length > 0 ? places.join(' > ') : 'the layers'}`;
  return `along ${along} ${places.join(' > ')}`.trimEnd();
}

/** Layers along which a claim goes are said already. */
function scope(along: string, words: ClaimWords): string {
  return along === 'layer' ? '' : words.scope;
}
