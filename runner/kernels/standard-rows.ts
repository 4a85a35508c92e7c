import type { Samples } from './samples.ts';

/**
 * Rows in a new order, centred and scaled: the mean of the first m rows is taken off every row, and all are divided by
 * one number such that the mean squared length of the first m is 1.
 *
 * @param samples [n, d]
 * @param order which sample each row is, [n]
 * @param m rows that decide the mean and the scale; the others do not touch them
 * @returns [n, d] float64, no unit; all 0 when the first m rows are equal
 * Complexity: n d. Error: a few roundings.
 * @example standardRows({ values: Float64Array.of(1, 3, 9), n: 3, d: 1 }, Uint32Array.of(0, 1, 2), 2) // [-1, 1, 7]
 */
export function standardRows(
  { values, d, offset = 0, stride = d }: Samples,
  order: Uint32Array,
  m: number,
): Float64Array {
  const rows = new Float64Array(order.length * d);
  const means = new Float64Array(d);
  for (const [i, sample] of order.entries()) {
    for (let k = 0; k < d; k += 1) {
      const value = values[offset + sample * stride + k]!;
      rows[i * d + k] = value;
      if (i < m) means[k]! += value / m;
    }
  }
  let squares = 0;
  let spread = 0;
  for (let at = 0; at < m * d; at += 1) squares += rows[at]! * rows[at]!;
  for (let at = 0; at < rows.length; at += 1) {
    rows[at]! -= means[at % d]!;
    if (at < m * d) spread += rows[at]! * rows[at]!;
  }
  // Below that the rows differ by the round-off of their mean alone.
  if (spread <= 1e-24 * squares) return rows.fill(0);
  const scale = Math.sqrt(m / spread);
  return rows.map((value) => value * scale);
}
