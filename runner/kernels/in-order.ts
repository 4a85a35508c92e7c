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

/** A matrix with its rows and columns in an order, and what it is multiplied by. */
export interface OrderedTerm {
  /** [n, n] float64, symmetric. */
  readonly matrix: Float64Array;
  /** [n] */
  readonly places: Uint32Array;
  readonly factor: number;
}

/**
 * The sum of symmetric matrices, each times its factor and in an order of its own: sum_c f_c M^c[p_c(i), p_c(j)].
 *
 * @returns [n, n] float64, symmetric
 * Complexity: n^2 / 2 a matrix; memory: one matrix. Error: that of the additions.
 * @example sumInOrders([{ matrix: Float64Array.of(1, 2, 2, 4), places: Uint32Array.of(1, 0), factor: 3 }], 2) // [12, 6, 6, 3]
 */
export function sumInOrders(terms: readonly OrderedTerm[], n: number): Float64Array {
  const sum = new Float64Array(n * n);
  for (const term of terms) addInOrder(sum, term, n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) sum[j * n + i] = sum[i * n + j]!;
  return sum;
}

/** Adds the lower triangle. */
function addInOrder(sum: Float64Array, { matrix, places, factor }: OrderedTerm, n: number): void {
  // signed, so that places are added as whole numbers
  const order = Int32Array.from(places);
  for (let i = 0; i < n; i += 1) {
    const row = order[i]! * n;
    for (let j = 0; j <= i; j += 1) sum[i * n + j]! += factor * matrix[row + order[j]!]!;
  }
}
