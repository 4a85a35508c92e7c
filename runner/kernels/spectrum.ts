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

/** Eigenvalues of a tridiagonal matrix, left in `diagonal`; `beside` is destroyed. */
function implicitQl(diagonal: Float64Array, beside: Float64Array): void {
  const n = diagonal.length;
  beside[n - 1] = 0;
  let largest = 0;
  for (let i = 0; i < n; i += 1) largest = Math.max(largest, Math.abs(diagonal[i]!), Math.abs(beside[i]!));
  const floor = (Number.EPSILON / 4) * largest;
  for (let first = 0; first < n; first += 1) {
    for (let sweep = 0; ; sweep += 1) {
      const end = endOfBlock(diagonal, beside, first, floor);
      if (end === first) break;
      if (sweep === 60) throw new Error('the QL method did not converge');
      qlSweep(diagonal, beside, first, end);
    }
  }
}

/**
 * The place where the block that begins at `first` ends: the first coupling that is negligible next to its neighbours
 * or next to the whole matrix. Without the second, blocks of round-off size (Gram matrices of samples that nearly
 * coincide have them) would never come to rest.
 */
function endOfBlock(diagonal: Float64Array, beside: Float64Array, first: number, floor: number): number {
  for (let i = first; i < diagonal.length - 1; i += 1) {
    const size = Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!);
    if (Math.abs(beside[i]!) <= Math.max((Number.EPSILON / 2) * size, floor)) return i;
  }
  return diagonal.length - 1;
}

/** One QL sweep over the places `first..end`, which hold no negligible coupling. */
function qlSweep(diagonal: Float64Array, beside: Float64Array, first: number, end: number): void {
  const gap = (diagonal[first + 1]! - diagonal[first]!) / (2 * beside[first]!);
  const root = Math.hypot(gap, 1);
  let g = diagonal[end]! - diagonal[first]! + beside[first]! / (gap + (gap < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let shifted = 0;
  for (let i = end - 1; i >= first; i -= 1) {
    const f = sine * beside[i]!;
    const b = cosine * beside[i]!;
    const r = Math.sqrt(f * f + g * g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= shifted;
      beside[end] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = diagonal[i + 1]! - shifted;
    const next = (diagonal[i]! - g) * sine + 2 * cosine * b;
    shifted = sine * next;
    diagonal[i + 1] = g + shifted;
    g = cosine * next - b;
  }
  diagonal[first]! -= shifted;
  beside[first] = g;
  beside[end] = 0;
}
