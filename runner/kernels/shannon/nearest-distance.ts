/** Up to this k a sorted buffer of k numbers is kept; above it the list is sorted, which is quicker then. */
const mostKept = 64;

/**
 * The k-th smallest of a list.
 *
 * @param k from 1 to the length of the list
 * @returns the k-th smallest, counted from 1; equal numbers count each
 * Complexity: up to k = 64 one comparison a number, and k more for each that is among the k smallest so far; above it
 * that of sorting. Error: none.
 * @example nearestDistance(Float64Array.of(3, 1, 2, 1), 2) // 1
 */
export function nearestDistance(list: Float64Array, k: number): number {
  if (k > mostKept) return list.toSorted()[k - 1]!;
  const nearest = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  const last = k - 1;
  for (let j = 0; j < list.length; j += 1) {
    const value = list[j]!;
    if (value >= nearest[last]!) continue;
    let place = last;
    while (place > 0 && nearest[place - 1]! > value) {
      nearest[place] = nearest[place - 1]!;
      place -= 1;
    }
    nearest[place] = value;
  }
  return nearest[last]!;
}
