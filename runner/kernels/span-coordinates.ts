/**
 * Coordinates of rows in the span of the first m of them: m numbers a row at most, however many features there are.
 *
 * A linear model with an L2 penalty, fitted on the first m rows, has its weights in the span of those rows, so it is
 * the same model on these coordinates: inner products of any row with the first m are kept. Cholesky's factor of the
 * Gram matrix of the first m rows, pivoted, stopped where what is left of every row is below 1e-6 of the longest.
 *
 * @param rows [n, d] float64
 * @param n all rows
 * @param m rows that span, at most n
 * @returns coordinates [n, rank] float64, and the rank, from 0 to min(m, d)
 * Complexity: n rank d multiply-adds. Error: 1e-6 of the longest row, in what is left out.
 * @source Schölkopf, Herbrich & Smola 2001, A generalized representer theorem; Higham 2002, section 10.3
 */
export function spanCoordinates(
  rows: Float64Array,
  n: number,
  m: number,
): { readonly coordinates: Float64Array; readonly rank: number } {
  const d = rows.length / n;
  const left = Float64Array.from({ length: m }, (_, i) => innerProduct(rows, i, i, d));
  const floor = 1e-12 * left.reduce((longest, value) => Math.max(longest, value), 0);
  const columns: Float64Array[] = [];
  const used = new Set<number>();
  while (columns.length < Math.min(m, d)) {
    const pivot = longestOf(left, used);
    if (pivot === null || !(left[pivot]! > floor)) break;
    const column = nextColumn(rows, n, d, pivot, columns);
    if (!(column[pivot]! > 0)) break;
    used.add(pivot);
    columns.push(column);
    for (let i = 0; i < m; i += 1) left[i]! -= column[i]! * column[i]!;
  }
  const rank = columns.length;
  const coordinates = new Float64Array(n * rank);
  for (const [k, column] of columns.entries()) {
    for (let i = 0; i < n; i += 1) coordinates[i * rank + k] = column[i]!;
  }
  return { coordinates, rank };
}

/** The next column of the factor, for all rows. */
function nextColumn(
  rows: Float64Array,
  n: number,
  d: number,
  pivot: number,
  columns: readonly Float64Array[],
): Float64Array {
  const column = Float64Array.from({ length: n }, (_, i) => innerProduct(rows, i, pivot, d));
  for (const earlier of columns) {
    const share = earlier[pivot]!;
    for (let i = 0; i < n; i += 1) column[i]! -= share * earlier[i]!;
  }
  const length = Math.sqrt(column[pivot]!);
  return column.map((value) => value / length);
}

function longestOf(left: Float64Array, used: ReadonlySet<number>): number | null {
  let best: number | null = null;
  for (let i = 0; i < left.length; i += 1) {
    if (!used.has(i) && (best === null || left[i]! > left[best]!)) best = i;
  }
  return best;
}

function innerProduct(rows: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k += 1) sum += rows[i * d + k]! * rows[j * d + k]!;
  return sum;
}
