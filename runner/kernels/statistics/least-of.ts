/**
 * The least of however many numbers (`Math.min(...values)` ends in an error beyond some ten thousand); Infinity for none.
 * @example leastOf([3, 1, 2]) // 1
 */
export function leastOf(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** The greatest of however many numbers; -Infinity for none. */
export function greatestOf(values: readonly number[]): number {
  return values.reduce((greatest, value) => Math.max(greatest, value), Number.NEGATIVE_INFINITY);
}
