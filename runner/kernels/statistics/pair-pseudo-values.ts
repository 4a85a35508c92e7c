/**
 * Pseudo-values of the mean over all pairs of n things (Tukey's jackknife of a U-statistic of two arguments): as independent as
 * n values, so that Student's interval of them is one of that mean. The values of pairs are not, since each thing is in n - 1 of them.
 *
 * With q_i the mean of the pairs of thing i and U the mean of all, leaving i out gives (n U - 2 q_i) / (n - 2), so that the
 * pseudo-value n U - (n - 1) U_i is U + 2 (n - 1) / (n - 2) (q_i - U). Their mean is U.
 *
 * @param means q_i, each over the pairs with every other thing
 * @returns as many; none for fewer than three, where nothing tells how things differ
 * @source Arvesen 1969, Jackknifing U-statistics
 * Complexity: n. Error: some roundings of the greatest value.
 * @example pairPseudoValues([1, 2, 3]) // [-2, 2, 6]
 */
export function pairPseudoValues(means: readonly number[]): number[] {
  const n = means.length;
  if (n < 3) return [];
  const mean = means.reduce((sum, value) => sum + value, 0) / n;
  const factor = (2 * (n - 1)) / (n - 2);
  return means.map((value) => mean + factor * (value - mean));
}
