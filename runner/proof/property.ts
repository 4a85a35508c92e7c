/** Something that a kind must have: a name, and a check that rejects with an Error when the kind does not have it. */
export interface Property {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** @throws Error with what broke, unless it holds */
export function need(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new Error(broken);
}

/** The largest difference of two lists of numbers; infinite where the lengths differ, or a number is not finite. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, difference);
  }
  return most;
}

/**
 * @param tolerance as a share of the largest number on the right, or of `least` where all are smaller
 * @throws Error that says what differs, and by how much
 */
export function needNear(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  { tolerance, least }: { readonly tolerance: number; readonly least: number },
): void {
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), least);
  const difference = maxDifference(found, expected);
  need(
    difference <= tolerance * largest,
    `${what}: off by ${difference.toPrecision(3)}, where ${(tolerance * largest).toPrecision(3)} is allowed`,
  );
}
