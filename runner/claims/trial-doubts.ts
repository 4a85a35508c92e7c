import type { TrialFinding } from '../contract/claim.ts';

/** How much wider than the wider group the gap between two groups of trainings is, at least. */
const widestGap = 4;

/** What makes the spread of trials a bad measure of what other trainings would give. */
export function trialDoubts(trials: readonly TrialFinding[]): string[] {
  const margins = trials.flatMap(({ worstMargin }) => worstMargin ?? []).sort((a, b) => a - b);
  if (margins.length < 2) return [];
  if (margins[0] === margins.at(-1))
    return ['all trials give the same value, so that their interval has no width'];
  const groups = twoGroups(margins);
  return groups === null ? [] : [`trainings fall into groups (${groups[0]} and ${groups[1]} trials)`];
}

/**
 * Sizes of two groups that sorted values fall into: the widest gap is at least four times as wide as either of its sides. A group has two
 * values or more, among six and more one. Null where there are none; normal values seem to fall into groups in 4 % of cases at most
 * (test/verdicts/doubts.test.ts).
 */
export function twoGroups(sorted: readonly number[]): readonly [number, number] | null {
  const least = sorted.length >= 6 ? 1 : 2;
  for (let i = least; i <= sorted.length - least; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    const widest = Math.max(sorted[i - 1]! - sorted[0]!, sorted.at(-1)! - sorted[i]!);
    if (gap >= widestGap * widest) return [i, sorted.length - i];
  }
  return null;
}
