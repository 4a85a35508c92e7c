import { newMatrix, type TakeMatrix } from './matrix-stock.ts';

/**
 * Squared distances from inner products: D_ij = p_ii + p_jj - 2 p_ij, and 0 where rounding makes that negative.
 *
 * @param products inner products of centred samples, [n, n]; the lower triangle and the diagonal are read
 * @param n samples
 * @param take makes the array of the result
 * @returns [n, n] float64, row-major, symmetric, with a zero diagonal; in the squared unit of the samples
 * Complexity: n^2 / 2. Error: that of the products, (e_ii + e_jj + 2 e_ij); of nearly equal samples it can be many times the distance.
 * @throws RangeError when a squared length is not finite
 * @example productDistances(Float32Array.of(1, -1, -1, 1), 2) // [0, 4, 4, 0]
 */
export function productDistances(
  products: ArrayLike<number>,
  n: number,
  take: TakeMatrix = newMatrix,
): Float64Array {
  const distances = take(n * n);
  for (let i = 0; i < n; i += 1) {
    const own = products[i * n + i]!;
    if (!Number.isFinite(own))
      throw new RangeError(`sample ${i} (counted from 0) has the squared length ${own}`);
    distances[i * n + i] = 0;
    for (let j = 0; j < i; j += 1) {
      const distance = Math.max(0, own + products[j * n + j]! - 2 * products[i * n + j]!);
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
    }
  }
  return distances;
}
