/**
 * A symmetric matrix with its rows and columns in another order: entry i, j is that of `places[i]`, `places[j]`.
 *
 * @param matrix [n, n] float64
 * @param places [n]
 * @returns [n, n], in memory of its own
 * Complexity: n^2. Error: none.
 * @example inOrder(Float64Array.of(1, 2, 3, 4), Uint32Array.of(1, 0)) // [4, 3, 2, 1]
 */
export function inOrder(matrix: Float64Array, places: Uint32Array): Float64Array {
  const n = places.length;
  const ordered = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    const row = places[i]! * n;
    for (let j = 0; j < n; j += 1) ordered[i * n + j] = matrix[row + places[j]!]!;
  }
  return ordered;
}
