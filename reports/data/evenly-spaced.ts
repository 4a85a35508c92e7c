/**
 * At most `limit` of the indices 0 .. count - 1, evenly spaced, the first and the last among them; all of them when they are no more than
 * `limit`, the first alone when `limit` is 1.
 *
 * @example evenlySpaced(60, 4) // [0, 20, 39, 59]
 */
export function evenlySpaced(count: number, limit: number): readonly number[] {
  if (count <= limit) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: limit }, (_, at) => Math.round((at * (count - 1)) / Math.max(1, limit - 1)));
}
