/**
 * The k-th smallest of a list, k small: kept in a sorted buffer of k numbers.
 *
 * @param k from 1 to the length of the list
 * @returns the k-th smallest, counted from 1; equal numbers count each
 * Complexity: one comparison a number, and k more for each that enters the buffer. Error: none.
 * @example nearestDistance(Float64Array.of(3, 1, 2, 1), 2) // 1
 */
export function nearestDistance(list: Float64Array, k: number): number {
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
