import type { SpectrumDesk } from '../nodes/contract.ts';
import { type EntropyTerm, requestEntropy } from './entropy-term.ts';
import type { Variable } from './variables.ts';

/** A value that is a weighted sum of entropies. */
export interface PendingEstimate {
  /** The entropies, each once, with their weights. */
  readonly weights: ReadonlyMap<EntropyTerm, number>;
  readonly terms: readonly EntropyTerm[];
  /** Bits. */
  readonly bits: () => number;
  /** Standard error in bits; the entropies' errors are independent. 0 for what is exact. */
  readonly stderr: () => number;
}

/** A sum of estimates times numbers; entropies that occur in several are taken together. */
export function weighted(parts: Iterable<readonly [number, PendingEstimate]>): PendingEstimate {
  const weights = new Map<EntropyTerm, number>();
  for (const [factor, part] of parts) {
    for (const [term, weight] of part.weights) weights.set(term, (weights.get(term) ?? 0) + factor * weight);
  }
  return estimateOf(weights);
}

/** An entropy as an estimate. */
export function single(term: EntropyTerm): PendingEstimate {
  return estimateOf(new Map([[term, 1]]));
}

/** I(A;B) = S(A) + S(B) - S(A,B), from the three entropies. */
export function information(a: EntropyTerm, b: EntropyTerm, joint: EntropyTerm): PendingEstimate {
  return weighted([
    [1, single(a)],
    [1, single(b)],
    [-1, single(joint)],
  ]);
}

function estimateOf(weights: ReadonlyMap<EntropyTerm, number>): PendingEstimate {
  return {
    weights,
    terms: [...weights.keys()],
    bits: () => [...weights].reduce((sum, [term, weight]) => sum + weight * term.bits(), 0),
    stderr: () =>
      Math.sqrt([...weights].reduce((sum, [term, weight]) => sum + (weight * term.stderr()) ** 2, 0)),
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
