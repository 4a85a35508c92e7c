import type { PendingEstimate } from './mutual-information.ts';
import { promisedError } from './promised-error.ts';

/**
 * The share of what feature maps say about X one by one that others of them say as well:
 * (sum_c I(X;Tc) - I(X;T)) / sum_c I(X;Tc) = 1 - I(X;T) / sum_c I(X;Tc).
 *
 * (C - 1) / C where C maps are the same under a kernel that tells same from different, 0 where none says what others say, below 0
 * where they say more together than one by one (synergy). For orders other than 1 it can lie above 1. There is no value where the sum is
 * not above what round-off and random vectors leave of it.
 *
 * @source the redundancy of Yu, Jenssen & Príncipe 2018, section 3.2, over its first term
 * @param alone sum of I(X;Tc)
 * @param together I(X;T)
 */
export function relativeRedundancy(alone: PendingEstimate, together: PendingEstimate): PendingEstimate {
  const weightOf = (of: PendingEstimate) => new Map(of.terms.map((term, at) => [term, of.weights[at]!]));
  const [inSum, inJoint] = [weightOf(alone), weightOf(together)];
  const terms = [...new Set([...alone.terms, ...together.terms])];
  const stderr = () => {
    const [sum, joint] = [alone.bits(), together.bits()];
    // how the share moves with each entropy
    const slopes = terms.map(
      (term) => (((inSum.get(term) ?? 0) * joint) / sum - (inJoint.get(term) ?? 0)) / sum,
    );
    return Math.hypot(...terms.map((term, at) => slopes[at]! * term.stderr()));
  };
  return {
    terms,
    weights: [],
    bits: () => 1 - together.bits() / alone.bits(),
    stderr,
    lacks: () =>
      alone.bits() > leastSum(alone) ? null : 'undefined: no feature map says anything about X alone',
  };
}

/** What a sum of entropies may be by round-off, or by the random vectors, alone; bits. */
export function leastSum({ terms, weights, stderr }: PendingEstimate): number {
  const roundOff = terms.reduce(
    (sum, { method }, at) => sum + Math.abs(weights[at]!) * promisedError(method),
    0,
  );
  return roundOff + 4 * stderr();
}
