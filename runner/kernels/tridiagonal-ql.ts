/**
 * Eigenvalues of a symmetric tridiagonal matrix, by the implicit QL method with Wilkinson's shift (Dubrulle, Martin &
 * Wilkinson 1968).
 *
 * @param diagonal [n], replaced by the eigenvalues, in no order
 * @param beside [n], `beside[i]` couples places i and i + 1 and the last is not read; destroyed
 * @param row [n], when given: a row vector that is multiplied by the matrix of eigenvectors. From (1, 0, ..., 0) it becomes
 *   the first components of the eigenvectors, whose squares are the weights of Gauss quadrature (Golub & Welsch 1969)
 * Complexity: some 30 n^2 operations. Error: a few eps |A|.
 * @throws Error when an eigenvalue takes more than 60 sweeps, which no matrix has been seen to
 * @example implicitQl(Float64Array.of(2, 2), Float64Array.of(1, 0)) // the first argument becomes 1, 3 in some order
 */
export function implicitQl(diagonal: Float64Array, beside: Float64Array, row?: Float64Array): void {
  qlSweeps(diagonal, beside, row ? (i, sine, cosine) => turnEntries(row, i, sine, cosine) : null);
}

/**
 * As `implicitQl`, with the eigenvectors.
 * @returns [n, n] row-major: row i is the eigenvector of what `diagonal[i]` becomes
 * Complexity: about 5 n^3 operations.
 */
export function implicitQlVectors(diagonal: Float64Array, beside: Float64Array): Float64Array {
  const n = diagonal.length;
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) vectors[i * n + i] = 1;
  qlSweeps(diagonal, beside, (i, sine, cosine) => turnRows(vectors, n, i, sine, cosine));
  return vectors;
}

/** What becomes of places i and i + 1 in each rotation. */
type Turn = (i: number, sine: number, cosine: number) => void;

function turnEntries(row: Float64Array, i: number, sine: number, cosine: number): void {
  const upper = row[i + 1]!;
  row[i + 1] = sine * row[i]! + cosine * upper;
  row[i] = cosine * row[i]! - sine * upper;
}

function turnRows(vectors: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  const [one, other] = [i * n, (i + 1) * n];
  for (let k = 0; k < n; k += 1) {
    const lower = vectors[one + k]!;
    const upper = vectors[other + k]!;
    vectors[other + k] = sine * lower + cosine * upper;
    vectors[one + k] = cosine * lower - sine * upper;
  }
}

function qlSweeps(diagonal: Float64Array, beside: Float64Array, turn: Turn | null): void {
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
      qlSweep(diagonal, beside, first, end, turn);
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
function qlSweep(
  diagonal: Float64Array,
  beside: Float64Array,
  first: number,
  end: number,
  turn: Turn | null,
): void {
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
    turn?.(i, sine, cosine);
  }
  diagonal[first]! -= shifted;
  beside[first] = g;
  beside[end] = 0;
}
