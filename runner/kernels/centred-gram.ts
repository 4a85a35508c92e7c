/**
 * Inner products of samples with the first m of them, from squared distances: the samples' mean over the first m is taken
 * off, and all is divided by one number such that the mean squared length of the first m is 1.
 *
 * g_ij = -(D_ij - r_i - r_j + r) / 2 with r_i the mean of D_ip over the first m samples p and r the mean of r_p over
 * them (Torgerson 1952, classical scaling).
 *
 * @param distances squared distances, [n, n] float64
 * @param order which sample each row is, [n]
 * @param m rows that decide the mean and the scale, and the columns of the result
 * @returns [n, m] float64, no unit; all 0 when the first m samples are equal
 * Complexity: n m. Error: some 4 errors of the greatest distance.
 * @example centredGram(Float64Array.of(0, 4, 4, 0), 2, Uint32Array.of(0, 1), 2) // [1, -1, -1, 1]
 */
export function centredGram(distances: Float64Array, n: number, order: Uint32Array, m: number): Float64Array {
  const means = Float64Array.from(order, (sample) => {
    let sum = 0;
    for (let p = 0; p < m; p += 1) sum += distances[sample * n + order[p]!]!;
    return sum / m;
  });
  let whole = 0;
  for (let p = 0; p < m; p += 1) whole += means[p]! / m;
  const gram = new Float64Array(n * m);
  // The squared length of row p is r_p - r / 2, and their mean r / 2.
  if (whole === 0) return gram;
  for (let i = 0; i < n; i += 1) {
    const row = order[i]! * n;
    for (let j = 0; j < m; j += 1) {
      gram[i * m + j] = (means[i]! + means[j]! - whole - distances[row + order[j]!]!) / whole;
    }
  }
  return gram;
}
