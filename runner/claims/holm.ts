/**
 * Holm's adjusted p of several tests: of the k-th smallest of m, the greatest of (m - j + 1) p_j over j up to k, at most 1. Nulls stay null
 * and do not count.
 *
 * @source Holm 1979, A simple sequentially rejective multiple test procedure
 * @example holm([0.01, null, 0.04]) // [0.02, null, 0.04]
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const known = values.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const adjusted = new Map<number, number>();
  let most = 0;
  known.forEach(({ p, index }, place) => {
    most = Math.min(1, Math.max(most, (known.length - place) * p));
    adjusted.set(index, most);
  });
  return values.map((_, index) => adjusted.get(index) ?? null);
}
