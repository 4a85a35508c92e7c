/**
 * At most `limit` of the indices 0 .. count - 1, the first and the last among them, denser at the beginning: spaced
 * evenly in log(1 + index). All of them when they are no more than `limit`.
 *
 * @param limit at least 2
 * @example logSpaced(1000, 5) // [0, 5, 31, 177, 999]
 */
export function logSpaced(count: number, limit: number): readonly number[] {
  if (count <= limit) return Array.from({ length: count }, (_, i) => i);
  const chosen = new Set<number>();
  let previous = -1;
  for (let i = 0; i < limit; i++) {
    const even = Math.round(Math.expm1((Math.log(count) * i) / (limit - 1)));
    previous = Math.min(Math.max(even, previous + 1), count - limit + i);
    chosen.add(previous);
  }
  return [...chosen];
}
