/**
 * Rényi entropy of order alpha of a discrete distribution, H = log2(sum p^alpha) / (1 - alpha), in bits; Shannon's entropy
 * at 1, -log2 of the greatest probability at infinity. Written from the definition, apart from the kernels that it is held against.
 *
 * @param weights frequencies, not negative; they need not add up to 1
 * @source Rényi 1961, On measures of entropy and information
 * @example renyiEntropy([50, 30, 20], 2) // 1.395928676
 */
export function renyiEntropy(weights: readonly number[], alpha: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.filter((weight) => weight > 0).map((weight) => weight / total);
  if (alpha === Number.POSITIVE_INFINITY) return -Math.log2(Math.max(...shares));
  if (alpha === 1) return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
  const excess = shares.reduce((sum, share) => sum + share * Math.expm1((alpha - 1) * Math.log(share)), 0);
  return Math.log1p(excess) / Math.LN2 / (1 - alpha);
}
