import type { KernelSamples } from '../contract/numerics.ts';

/** Features multiplied at a time, so that the rows in use stay in the cache. */
const chunk = 256;

/**
 * Inner products of all pairs of samples, <a_i, a_j>, as they are: no mean is taken off.
 *
 * @param samples [n, d], float32 or float64
 * @returns [n, n] float64, row-major, symmetric; in the squared unit of the samples
 * Complexity: n^2 d / 2 multiply-adds, n d + n^2 numbers of memory. Error: some d roundings of the greatest product.
 * @example innerProducts({ values: Float64Array.of(1, 2, 3, 4), n: 2, d: 2 }) // [5, 11, 11, 25]
 */
export function innerProducts({ values, n, d, offset = 0, stride = d }: KernelSamples): Float64Array {
  const rows = new Float64Array(n * d);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < d; k += 1) rows[i * d + k] = values[offset + i * stride + k]!;
  }
  const products = new Float64Array(n * n);
  for (let from = 0; from < d; from += chunk) {
    const end = Math.min(from + chunk, d);
    for (let i = 0; i < n; i += 2) {
      for (let j = 0; j <= i; j += 2) addProducts(rows, n, d, i, j, from, end, products);
    }
  }
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) products[j * n + i] = products[i * n + j]!;
  }
  return products;
}

/** Adds the products of rows i, i + 1 with rows j, j + 1 (the last row twice where there is no next one). */
function addProducts(
  rows: Float64Array,
  n: number,
  d: number,
  i: number,
  j: number,
  from: number,
  end: number,
  out: Float64Array,
): void {
  const nextI = Math.min(i + 1, n - 1);
  const nextJ = Math.min(j + 1, n - 1);
  const [a, b, e, f] = [i * d, nextI * d, j * d, nextJ * d];
  let [first, cross, back, second] = [0, 0, 0, 0];
  for (let k = from; k < end; k += 1) {
    const x = rows[a + k]!;
    const y = rows[b + k]!;
    const u = rows[e + k]!;
    const v = rows[f + k]!;
    first += x * u;
    cross += x * v;
    back += y * u;
    second += y * v;
  }
  out[i * n + j]! += first;
  if (nextJ !== j) out[i * n + nextJ]! += cross;
  if (nextI !== i) out[nextI * n + j]! += back;
  if (nextI !== i && nextJ !== j) out[nextI * n + nextJ]! += second;
}
