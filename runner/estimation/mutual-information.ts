import type { SpectrumDesk } from '../nodes/contract.ts';
import { type EntropyTerm, requestEntropy } from './entropy-term.ts';
import type { Variable } from './variables.ts';

/** A value that is a sum of entropies, and those entropies. */
export interface PendingEstimate {
  readonly terms: readonly EntropyTerm[];
  /** Bits. */
  readonly bits: () => number;
}

/** Asks for S_a(V). */
export function requestSingle(variable: Variable, alpha: number, desk: SpectrumDesk): PendingEstimate {
  const term = requestEntropy([variable], alpha, desk);
  return { terms: [term], bits: term.bits };
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
  const terms = [[a], [b], [a, b]].map((variables) => requestEntropy(variables, alpha, desk));
  const [alone, other, together] = terms.map((term) => term.bits);
  return { terms, bits: () => alone!() + other!() - together!() };
}
