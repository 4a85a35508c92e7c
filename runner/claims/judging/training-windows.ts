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
  return { first: knownMean(values.slice(0, rows)), last: knownMean(values.slice(-rows)) };
}

/** Means of `width` neighbouring values, fewer at the ends and where some are missing. */
export function runningMean(values: readonly (number | null)[], width: number): (number | null)[] {
  if (width <= 1) return [...values];
  const before = Math.floor((width - 1) / 2);
  return values.map((_, i) => knownMean(values.slice(Math.max(0, i - before), i + width - before)));
}

function knownMean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
