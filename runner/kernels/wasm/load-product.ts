/**
 * Puts the lower triangle of an elementwise product of matrices in place, scaled to entries of at most 1; zeros for a
 * product of nothing.
 * @param factors each [n, n] float64, row-major; only the lower triangles are read
 * @returns what it was divided by
 * @throws RangeError when an entry of the product is not finite, or a size is not n x n
 */
export function loadProduct(place: Float64Array, factors: readonly Float64Array[], n: number): number {
  const [first, second, third, ...rest] = factors;
  if (first === undefined) {
    place.fill(0);
    return 1;
  }
  for (const { length } of factors) {
    if (length !== n * n) throw new RangeError(`${length} numbers are not a ${n} x ${n} matrix`);
  }
  if (second === undefined) copyLower(place, first, n);
  else if (third === undefined) multiplyTwo(place, first, second, n);
  else multiplyThree(place, first, second, third, n);
  for (const factor of rest) multiplyTwo(place, place, factor, n);
  const largest = largestEntry(place, n);
  if (largest === 1 || largest === 0) return 1;
  for (let at = 0; at < place.length; at += 1) place[at]! /= largest;
  return largest;
}

function copyLower(place: Float64Array, matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i += 1) {
    for (let at = i * n; at <= i * n + i; at += 1) place[at] = matrix[at]!;
  }
}

function multiplyTwo(place: Float64Array, first: Float64Array, second: Float64Array, n: number): void {
  for (let i = 0; i < n; i += 1) {
    for (let at = i * n; at <= i * n + i; at += 1) place[at] = first[at]! * second[at]!;
  }
}

function multiplyThree(
  place: Float64Array,
  first: Float64Array,
  second: Float64Array,
  third: Float64Array,
  n: number,
): void {
  for (let i = 0; i < n; i += 1) {
    for (let at = i * n; at <= i * n + i; at += 1) place[at] = first[at]! * second[at]! * third[at]!;
  }
}

/** Largest absolute value of the lower triangle. */
function largestEntry(matrix: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i += 1) {
    for (let at = i * n; at <= i * n + i; at += 1) {
      const size = Math.abs(matrix[at]!);
      if (!(size < Infinity)) throw new RangeError(`entry (${i}, ${at - i * n}) of the matrix is not finite`);
      if (size > largest) largest = size;
    }
  }
  return largest;
}
