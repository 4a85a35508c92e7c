import { entropy } from './entropy.ts';

/**
 * Entropy of classes under the delta kernel, from the class counts alone.
 *
 * The Gram matrix of the delta kernel has the class frequencies as its non-zero eigenvalues, so this is the discrete
 * Rényi entropy of the frequencies; no spectrum, no round-off eigenvalues.
 *
 * @param labels class of each sample, [n]
 * @param alpha order, in (0, inf]
 * @returns bits, between 0 and log2 of the number of classes
 * Complexity: n. Error: below 1e-15 bits.
 * @throws RangeError unless alpha > 0 and n >= 1
 * @example labelEntropy([0, 0, 1, 1], 1.01) // 1
 */
export function labelEntropy(labels: ArrayLike<number>, alpha: number): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i += 1) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
  return entropy(Float64Array.from(counts.values()), alpha);
}
