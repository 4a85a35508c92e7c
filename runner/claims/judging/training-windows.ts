/** The windows at the two ends of a training: so many of its rows each. */
export interface TrainingEnds {
  /** Mean over the known values of the first rows; null where none is known. */
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * Means of the values of the first and the last rows.
 * @param window share of the rows at each end: at least one row, never more than half of them
 */
export function trainingEnds(values: readonly (number | null)[], window: number): TrainingEnds {
  const rows = Math.max(1, Math.min(Math.floor(values.length / 2), Math.round(window * values.length)));
  return {
    first: knownMean(values, 0, rows),
    last: knownMean(values, Math.max(0, values.length - rows), values.length),
  };
}

/** Means of `width` neighbouring values, fewer at the ends and where some are missing. */
export function runningMean(values: readonly (number | null)[], width: number): (number | null)[] {
  if (width <= 1) return [...values];
  const before = Math.floor((width - 1) / 2);
  return values.map((_, i) => knownMean(values, Math.max(0, i - before), i + width - before));
}

/** The mean of the known values from one place up to another; null where none is known. */
function knownMean(values: readonly (number | null)[], from: number, to: number): number | null {
  let sum = 0;
  let count = 0;
  const end = Math.min(to, values.length);
  for (let i = from; i < end; i++) {
    const value = values[i] ?? null;
    if (value === null) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}
