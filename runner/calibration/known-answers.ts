/** What round-off may leave. */
export const exact = 1e-9;

/** n items by number. */
export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}
