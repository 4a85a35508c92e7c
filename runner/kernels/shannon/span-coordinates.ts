/**
 * Coordinates of samples in the span of the first m of them: m numbers a sample at most, however many features there are.
 *
 * A linear model with an L2 penalty, fitted on the first m samples, has its weights in their span, so it is the same
 * model on these coordinates, which keep the inner products of any sample with the first m. They are the columns of
 * Cholesky's factor of the Gram matrix of the first m, pivoted, stopped where what is left of every one is below 1e-5 of
 * the longest.
 *
 * @param gram inner products of all samples with the first m, [n, m] float64
 * @param m samples that span, at most n
 * @returns coordinates [n, rank] float64, and the rank, from 0 to m
 * Complexity: n rank^2 / 2 multiply-adds. Error: 1e-5 of the longest sample, in what is left out.
 * @source Schölkopf, Herbrich & Smola 2001, A generalized representer theorem; Higham 2002, section 10.3
 */
export function spanCoordinates(
  gram: Float64Array,
  m: number,
): { readonly coordinates: Float64Array; readonly rank: number } {
  const n = gram.length / m;
  const left = Float64Array.from({ length: m }, (_, i) => gram[i * m + i]!);
  const floor = 1e-10 * Math.max(0, ...left);
  const columns: Float64Array[] = [];
  while (columns.length < m) {
    const pivot = left.indexOf(Math.max(...left));
    if (!(left[pivot]! > floor)) break;
    const column = nextColumn(gram, m, n, pivot, columns);
    columns.push(column);
    for (let i = 0; i < m; i += 1) left[i]! -= column[i]! * column[i]!;
    left[pivot] = Number.NEGATIVE_INFINITY;
  }
  const rank = columns.length;
  const coordinates = new Float64Array(n * rank);
  for (const [k, column] of columns.entries()) {
    for (let i = 0; i < n; i += 1) coordinates[i * rank + k] = column[i]!;
  }
  return { coordinates, rank };
}

/** The next column of the factor, for all samples. */
function nextColumn(
  gram: Float64Array,
  m: number,
  n: number,
  pivot: number,
  columns: readonly Float64Array[],
): Float64Array {
  const column = Float64Array.from({ length: n }, (_, i) => gram[i * m + pivot]!);
  for (const earlier of columns) {
    const share = earlier[pivot]!;
    for (let i = 0; i < n; i += 1) column[i]! -= share * earlier[i]!;
  }
  const length = Math.sqrt(column[pivot]!);
  return column.map((value) => value / length);
}
