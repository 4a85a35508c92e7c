import { implicitQl } from './tridiagonal-ql.ts';

/**
 * All eigenvalues of a real symmetric matrix.
 *
 * Householder reduction to a tridiagonal matrix, then the implicit QL method with Wilkinson's shift (Martin, Reinsch &
 * Wilkinson 1968; Dubrulle, Martin & Wilkinson 1968). Plain JavaScript: the reference for the batched WebAssembly
 * kernel, and what runs where there is no SIMD.
 *
 * @param matrix [n, n] float64, row-major; only the lower triangle is read, and it is not changed
 * @returns n eigenvalues, ascending, in the unit of the matrix
 * Complexity: 4/3 n^3 multiply-adds, n^2 numbers of memory; some ten times as slow as the batched kernel.
 * Error: below 1e-14 n |A|, 4e-15 |A| against LAPACK seen at n = 128 and 256.
 * @throws RangeError when an entry is NaN or infinite, or the size is not n x n
 * @example eigenvalues(Float64Array.of(2, 1, 1, 2), 2) // [1, 3]
 */
export function eigenvalues(matrix: Float64Array, n: number): Float64Array {
  if (matrix.length !== n * n) throw new RangeError(`${matrix.length} numbers are not a ${n} x ${n} matrix`);
  let scale = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const size = Math.abs(matrix[i * n + j]!);
      if (!(size < Infinity)) throw new RangeError(`entry (${i}, ${j}) of the matrix is not finite`);
      scale = Math.max(scale, size);
    }
  }
  if (scale === 0) return new Float64Array(n);
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  tridiagonalise(
    matrix.map((value) => value / scale),
    n,
    diagonal,
    beside,
  );
  implicitQl(diagonal, beside);
  return diagonal.map((value) => value * scale).sort();
}

/** Reduces `a` (destroyed) to tridiagonal form: `beside[i]` couples places i and i + 1. */
function tridiagonalise(a: Float64Array, n: number, diagonal: Float64Array, beside: Float64Array): void {
  const product = new Float64Array(n);
  for (let last = n - 1; last >= 1; last -= 1) {
    const row = last * n;
    diagonal[last] = a[row + last]!;
    let tail = 0;
    for (let j = 0; j < last - 1; j += 1) tail += a[row + j]! * a[row + j]!;
    const pivot = a[row + last - 1]!;
    if (tail < 1e-300) {
      beside[last - 1] = pivot;
      continue;
    }
    const length = Math.sqrt(tail + pivot * pivot);
    const signed = pivot < 0 ? -length : length;
    beside[last - 1] = -signed;
    const head = pivot + signed;
    for (let j = 0; j < last - 1; j += 1) a[row + j]! /= head;
    a[row + last - 1] = 1;
    reflect(a, n, last, (2 * head * head) / (tail + head * head), product);
  }
  diagonal[0] = a[0]!;
}

/** Applies I - beta u u^T from both sides to the leading block of size `last`; u is row `last` of `a`. */
function reflect(a: Float64Array, n: number, last: number, beta: number, product: Float64Array): void {
  const u = a.subarray(last * n, last * n + last);
  product.fill(0, 0, last);
  for (let i = 0; i < last; i += 1) {
    const row = i * n;
    const ui = u[i]!;
    let sum = a[row + i]! * ui;
    for (let j = 0; j < i; j += 1) {
      const value = a[row + j]!;
      sum += value * u[j]!;
      product[j]! += value * ui;
    }
    product[i]! += sum;
  }
  let along = 0;
  for (let i = 0; i < last; i += 1) along += (product[i]! *= beta) * u[i]!;
  const half = (beta * along) / 2;
  for (let i = 0; i < last; i += 1) product[i]! -= half * u[i]!;
  for (let i = 0; i < last; i += 1) {
    const row = i * n;
    const ui = u[i]!;
    const wi = product[i]!;
    for (let j = 0; j <= i; j += 1) a[row + j]! -= ui * product[j]! + wi * u[j]!;
  }
}
