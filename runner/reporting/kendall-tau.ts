/**
 * Kendall's rank correlation tau-b of two lists: (concordant - discordant) / sqrt((all - ties in a) (all - ties in b)),
 * counted over pairs of places.
 *
 * @returns from -1 to 1, no unit; null when a list is constant or has fewer than two values
 * @source Kendall 1945, The treatment of ties in ranking problems
 * @example kendallTau([1, 2, 3], [1, 3, 2]) // 0.3333333333333333
 */
export function kendallTau(a: readonly number[], b: readonly number[]): number | null {
  let agreement = 0;
  let orderedA = 0;
  let orderedB = 0;
  for (let i = 1; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const stepA = Math.sign(a[i]! - a[j]!);
      const stepB = Math.sign(b[i]! - b[j]!);
      agreement += stepA * stepB;
      orderedA += Math.abs(stepA);
      orderedB += Math.abs(stepB);
    }
  }
  return orderedA > 0 && orderedB > 0 ? agreement / Math.sqrt(orderedA * orderedB) : null;
}
