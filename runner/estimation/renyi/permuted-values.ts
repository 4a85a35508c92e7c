import type { Capture } from '../../contract/capture.ts';
import { permutationsOf } from '../permutation-null.ts';
import type { EntropyTerm } from './entropy-term.ts';
import type { PendingEstimate } from './mutual-information.ts';
import {
  type EntropyOf,
  type PendingValue,
  type Quantity,
  type QuantitySubject,
  requestQuantity,
} from './quantities.ts';
import { reorder } from './variables.ts';

/**
 * Asks for the values of a quantity with the samples of X (or of Y, where X is not in it) paired anew with those of T, once for
 * each permutation: one spectrum each, since nothing alone changes by its order.
 * @returns by value of the quantity, then by permutation
 */
export function requestPermuted(
  quantity: Quantity,
  { x, t, y, bound }: QuantitySubject,
  entropyOf: EntropyOf,
  capture: Capture,
  permutations: number,
): PendingEstimate[][] {
  const ofPermuted: EntropyOf = (...variables) =>
    entropyOf(...(variables.length === 1 ? variables.map((one) => one.reordered?.of ?? one) : variables));
  const found: PendingEstimate[][] = [];
  for (const order of permutationsOf(capture, permutations)) {
    const subject = { t, bound, x: x && reorder(x, order), y: y && (x ? y : reorder(y, order)) };
    const values: PendingValue[] = requestQuantity(quantity, subject, ofPermuted);
    for (const [at, { estimate }] of values.entries()) (found[at] ??= []).push(estimate);
  }
  return found;
}

/** The entropies of permuted samples that differ from one permutation to the next, each as the mean over permutations. */
export function meanTerms(permuted: readonly PendingEstimate[]): EntropyTerm[] {
  const byName = new Map<string, EntropyTerm[]>();
  for (const term of permuted.flatMap(({ terms }) => terms)) {
    if (!term.name.includes('permuted')) continue;
    byName.set(term.name, [...(byName.get(term.name) ?? []), term]);
  }
  return [...byName.values()].map((terms) => ({
    ...terms[0]!,
    collapsed: [],
    bits: () => terms.reduce((sum, term) => sum + term.bits(), 0) / terms.length,
    stderr: () => 0,
  }));
}
