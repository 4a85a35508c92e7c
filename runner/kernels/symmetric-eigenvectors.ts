import { implicitQl, implicitQlVectors } from './tridiagonal-ql.ts';

/** Some eigenvalues of a symmetric matrix with their eigenvectors. */
export interface Eigenvectors {
  /** [count], the greatest first. */
  readonly values: Float64Array;
  /** [count, n] row-major: one of length 1 a row, its entry of the greatest size above 0. */
  readonly vectors: Float64Array;
}

/**
 * The eigenvectors of the greatest eigenvalues of a symmetric matrix, in float64: brought to tridiagonal form by Householder's
 * reflections, solved there by the implicit QL method, and turned back.
 *
 * Of eigenvalues that are equal any turn of their eigenvectors is right; this gives one, the same each time.
 *
 * @param matrix [n, n] row-major; destroyed
 * @param count how many; at most n
 * @source Golub & Van Loan 2013, Matrix Computations, 8.3
 * Complexity: 4/3 n^3 for the form, about 5 n^3 for QL, 2 n^2 count to turn back; 2 n^2 numbers of memory. Error: a few n eps |A| of a
 * value and of the residual A v - l v; the vectors are orthogonal to a few n eps.
 * @throws Error when an eigenvalue takes more than 60 sweeps
 * @example symmetricEigenvectors(Float64Array.of(2, 1, 1, 2), 2, 1) // { values: [3], vectors: [sqrt 0.5, sqrt 0.5] }
 */
export function symmetricEigenvectors(matrix: Float64Array, n: number, count: number): Eigenvectors {
  const unit = toUnits(matrix);
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const factors = tridiagonalise(matrix, n, diagonal, beside);
  const own = implicitQlVectors(diagonal, beside);
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const values = new Float64Array(count);
  const vectors = new Float64Array(count * n);
  for (let at = 0; at < count; at += 1) {
    const from = order[at]!;
    values[at] = unit * diagonal[from]!;
    const vector = vectors.subarray(at * n, (at + 1) * n);
    vector.set(own.subarray(from * n, (from + 1) * n));
    turnBack(matrix, n, factors, vector);
    makePositive(vector);
  }
  return { values, vectors };
}

/** Divides by the greatest entry, since QL squares what it is given. */
function toUnits(matrix: Float64Array): number {
  let unit = 0;
  for (const value of matrix) unit = Math.max(unit, Math.abs(value));
  if (unit > 0) for (let at = 0; at < matrix.length; at += 1) matrix[at]! /= unit;
  return unit;
}

/**
 * All eigenvalues of a symmetric matrix, and some vectors along its eigenvectors, which are not made: the sums of squares by
 * which a Gauss quadrature weighs its nodes.
 *
 * @param matrix [n, n] row-major; destroyed
 * @param rows [n] each; entry k becomes the inner product with the eigenvector of the k-th eigenvalue
 * @returns [n], in no order
 * Complexity: 4/3 n^3 for the form, 36 n^2 a vector. Error: as `symmetricEigenvectors`.
 * @throws Error when an eigenvalue takes more than 60 sweeps
 * @example alongEigenvectors(Float64Array.of(2, 1, 1, 2), 2, [Float64Array.of(1, 1)]) // 1 and 3; the vector becomes 0 and +-sqrt 2
 */
export function alongEigenvectors(
  matrix: Float64Array,
  n: number,
  rows: readonly Float64Array[],
): Float64Array {
  const unit = toUnits(matrix);
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const factors = tridiagonalise(matrix, n, diagonal, beside);
  for (const row of rows) {
    for (let k = 0; k < n - 1; k += 1) reflectVector(matrix, n, k, factors[k]!, row);
    implicitQl(diagonal.slice(), beside.slice(), row);
  }
  implicitQl(diagonal, beside);
  return diagonal.map((value) => unit * value);
}

/**
 * Leaves reflection k, H = I - factor v v^T, in row k of the matrix, right of the diagonal.
 * @returns the factors, 0 where there is nothing to reflect
 */
function tridiagonalise(
  matrix: Float64Array,
  n: number,
  diagonal: Float64Array,
  beside: Float64Array,
): Float64Array {
  const factors = new Float64Array(n);
  const product = new Float64Array(n);
  for (let k = 0; k < n - 1; k += 1) {
    diagonal[k] = matrix[k * n + k]!;
    const row = matrix.subarray(k * n, (k + 1) * n);
    let scale = 0;
    for (let j = k + 2; j < n; j += 1) scale = Math.max(scale, Math.abs(row[j]!));
    if (scale === 0) {
      beside[k] = row[k + 1]!;
      continue;
    }
    scale = Math.max(scale, Math.abs(row[k + 1]!));
    let squares = 0;
    for (let j = k + 1; j < n; j += 1) squares += (row[j]! / scale) ** 2;
    const length = scale * Math.sqrt(squares);
    const first = row[k + 1]!;
    const along = first > 0 ? -length : length;
    beside[k] = along;
    // v = x - along e1, divided by its first entry, so that nothing overflows
    const lead = first - along;
    row[k + 1] = 1;
    for (let j = k + 2; j < n; j += 1) row[j]! /= lead;
    const factor = -lead / along;
    factors[k] = factor;
    reflect(matrix, n, k, row, factor, product);
  }
  if (n > 0) diagonal[n - 1] = matrix[n * n - 1]!;
  return factors;
}

/** The rows and columns after k, reflected: A - v w^T - w v^T. */
function reflect(
  matrix: Float64Array,
  n: number,
  k: number,
  v: Float64Array,
  factor: number,
  product: Float64Array,
): void {
  let alike = 0;
  for (let i = k + 1; i < n; i += 1) {
    const start = i * n;
    let sum = 0;
    for (let j = k + 1; j < n; j += 1) sum += matrix[start + j]! * v[j]!;
    product[i] = factor * sum;
    alike += product[i]! * v[i]!;
  }
  const share = (factor * alike) / 2;
  for (let i = k + 1; i < n; i += 1) product[i]! -= share * v[i]!;
  for (let i = k + 1; i < n; i += 1) {
    const start = i * n;
    const [one, other] = [v[i]!, product[i]!];
    for (let j = k + 1; j < n; j += 1) matrix[start + j]! -= one * product[j]! + other * v[j]!;
  }
}

/** From an eigenvector of the tridiagonal matrix to one of the matrix: the reflections, the last first. */
function turnBack(matrix: Float64Array, n: number, factors: Float64Array, vector: Float64Array): void {
  for (let k = n - 2; k >= 0; k -= 1) reflectVector(matrix, n, k, factors[k]!, vector);
}

/** Applies reflection k. */
function reflectVector(
  matrix: Float64Array,
  n: number,
  k: number,
  factor: number,
  vector: Float64Array,
): void {
  if (factor === 0) return;
  const start = k * n;
  let sum = 0;
  for (let j = k + 1; j < n; j += 1) sum += matrix[start + j]! * vector[j]!;
  sum *= factor;
  for (let j = k + 1; j < n; j += 1) vector[j]! -= sum * matrix[start + j]!;
}

function makePositive(vector: Float64Array): void {
  let greatest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(greatest)) greatest = value;
  if (greatest < 0) for (let i = 0; i < vector.length; i += 1) vector[i] = -vector[i]!;
}
