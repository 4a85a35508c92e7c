import type { SpectrumDesk } from '../../contract/estimator.ts';
import { type EntropyTerm, requestEntropy } from './entropy-term.ts';
import type { Variable } from './variables.ts';

/** A value that is a weighted sum of entropies, or follows from some. */
export interface PendingEstimate {
  /** The entropies, each once. */
  readonly terms: readonly EntropyTerm[];
  /** The weight of each; none of a value that is no sum. */
  readonly weights: readonly number[];
  /** Bits; a share where the quantity is one. */
  readonly bits: () => number;
  /** Standard error, in the same unit; the entropies' errors are independent. 0 for what is exact. */
  readonly stderr: () => number;
  /** Why there is no value; null where there is one, as there always is of a sum. */
  readonly lacks?: () => string | null;
}

/** A sum of estimates times numbers; entropies that occur in several are taken together. */
export function weighted(parts: Iterable<readonly [number, PendingEstimate]>): PendingEstimate {
  const sums = new Map<EntropyTerm, number>();
  for (const [factor, { terms, weights }] of parts) {
    for (const [at, term] of terms.entries()) sums.set(term, (sums.get(term) ?? 0) + factor * weights[at]!);
  }
  return estimateOf([...sums.keys()], [...sums.values()]);
}

/** An entropy as an estimate. */
export function single(term: EntropyTerm): PendingEstimate {
  return estimateOf([term], [1]);
}

/** I(A;B) = S(A) + S(B) - S(A,B), from the three entropies. */
export function information(a: EntropyTerm, b: EntropyTerm, joint: EntropyTerm): PendingEstimate {
  if (a !== b && a !== joint && b !== joint) return estimateOf([a, b, joint], [1, 1, -1]);
  return weighted([
    [1, single(a)],
    [1, single(b)],
    [-1, single(joint)],
  ]);
}

function estimateOf(terms: readonly EntropyTerm[], weights: readonly number[]): PendingEstimate {
  return {
    terms,
    weights,
    bits: () => terms.reduce((sum, term, at) => sum + weights[at]! * term.bits(), 0),
    stderr: () => Math.sqrt(terms.reduce((sum, term, at) => sum + (weights[at]! * term.stderr()) ** 2, 0)),
  };
}

/**
 * Asks for I_a(A;B) = S_a(A) + S_a(B) - S_a(A,B): eqs (6) and (7) of Yu, Jenssen & Príncipe 2018.
 *
 * For alpha other than 1 it can be negative, and is left so.
 */
export function requestInformation(
  a: Variable,
  b: Variable,
  alpha: number,
  desk: SpectrumDesk,
): PendingEstimate {
  const [alone, other, together] = [[a], [b], [a, b]].map((each) => requestEntropy(each, alpha, desk));
  return information(alone!, other!, together!);
}
