import type { CapturedLayer } from '../../runner/contract/capture.ts';

// Centred kernel alignment by its definitions, written out in float64 on features and whole matrices.

export type Matrix = readonly (readonly number[])[];

/** Inner products, or a Gaussian of the median distance: [n, n]. */
export function kernelOf(
  { values, channels, features }: CapturedLayer,
  n: number,
  width: number | null,
): Matrix {
  const d = channels * features;
  const row = (i: number) => Array.from(values.subarray(i * d, (i + 1) * d), Number);
  const rows = Array.from({ length: n }, (_, i) => row(i));
  if (width === null) return rows.map((a) => rows.map((b) => a.reduce((sum, v, k) => sum + v * b[k]!, 0)));
  const squares = rows.map((a) => rows.map((b) => a.reduce((sum, v, k) => sum + (v - b[k]!) ** 2, 0)));
  const apart = squares.flatMap((line, i) => line.slice(i + 1)).map(Math.sqrt);
  const sorted = apart.filter((one) => one > 0).sort((a, b) => a - b);
  const median =
    (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
  return squares.map((line) => line.map((one) => Math.exp(-one / (2 * (width * median) ** 2))));
}

/** tr(K H L H), with H = I - 1/n (Gretton et al. 2005). */
function biasedTerm(k: Matrix, l: Matrix): number {
  const n = k.length;
  const centre = (m: Matrix) => {
    const means = m.map((line) => line.reduce((sum, v) => sum + v, 0) / n);
    const all = means.reduce((sum, v) => sum + v, 0) / n;
    return m.map((line, i) => line.map((v, j) => v - means[i]! - means[j]! + all));
  };
  const [a, b] = [centre(k), centre(l)];
  return a.reduce((sum, line, i) => sum + line.reduce((own, v, j) => own + v * b[i]![j]!, 0), 0);
}

/** Song et al. 2012, eq. (5), times n (n - 3): tr(K L) + 1'K1 1'L1 / ((n-1)(n-2)) - 2 / (n-2) 1'K L1 without the diagonals. */
function unbiasedTerm(k: Matrix, l: Matrix): number {
  const n = k.length;
  const hollow = (m: Matrix) => m.map((line, i) => line.map((v, j) => (i === j ? 0 : v)));
  const [a, b] = [hollow(k), hollow(l)];
  const sums = (m: Matrix) => m.map((line) => line.reduce((sum, v) => sum + v, 0));
  const [ra, rb] = [sums(a), sums(b)];
  const total = (r: readonly number[]) => r.reduce((sum, v) => sum + v, 0);
  const trace = a.reduce((sum, line, i) => sum + line.reduce((own, v, j) => own + v * b[j]![i]!, 0), 0);
  const cross = ra.reduce((sum, v, i) => sum + v * rb[i]!, 0);
  return trace + (total(ra) * total(rb)) / ((n - 1) * (n - 2)) - (2 / (n - 2)) * cross;
}

/** CKA of two kernel matrices. */
export function cka(k: Matrix, l: Matrix, estimate: string): number {
  const term = estimate === 'biased' ? biasedTerm : unbiasedTerm;
  return term(k, l) / Math.sqrt(term(k, k) * term(l, l));
}
