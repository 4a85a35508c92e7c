import { digammas } from './digammas.ts';
import { nearestDistance } from './nearest-distance.ts';

/** Which of the two estimators of Kraskov et al.: 1 counts within a square, 2 within a rectangle. */
export type KsgVariant = 1 | 2;

/** A mutual information from nearest neighbours. */
export interface NeighbourEstimate {
  /** Not clipped: it can be below 0. */
  readonly nats: number;
  /**
   * Samples at which the method's assumption of a density fails: another sample has exactly the same X or the same T,
   * or more than k neighbours lie within the distance of the k-th.
   */
  readonly ties: number;
}

/**
 * Mutual information of two real-valued variables from k nearest neighbours.
 *
 * z_ij = max(x_ij, t_ij) and e_i is the distance of i's k-th neighbour in z.
 * Variant 1: psi(k) + psi(n) - <psi(a + 1) + psi(b + 1)>, with a and b the others nearer than e_i in X and in T.
 * Variant 2: psi(k) - 1/k + psi(n) - <psi(a) + psi(b)>, with a and b the others within the k neighbours' largest
 * distance in X and in T. Neighbours that tie with the k-th count to them all, so the order of samples never matters.
 *
 * @param x distances of X, [n, n] float64; any increasing function of a distance serves, the same for both variables
 * @param t distances of T, [n, n] float64
 * @param k neighbours, from 1 to n - 1
 * Complexity: n^2 (1 + k/n log k) comparisons. Error of the arithmetic: below 1e-13 nats. Error of the estimate: a few
 * hundredths of a nat at n = 2,000 up to 5 + 5 dimensions; far too low in more dimensions or for large I.
 * @throws RangeError unless 1 <= k < n
 * @source Kraskov, Stögbauer & Grassberger 2004, eqs (8) and (9)
 */
export function ksgInformation(
  x: Float64Array,
  t: Float64Array,
  n: number,
  k: number,
  variant: KsgVariant,
): NeighbourEstimate {
  checkNeighbours(k, n);
  const psi = digammas(n);
  const joint = new Float64Array(n);
  let sum = 0;
  let ties = 0;
  for (let i = 0; i < n; i += 1) {
    const row = i * n;
    for (let j = 0; j < n; j += 1) joint[j] = Math.max(x[row + j]!, t[row + j]!);
    joint[i] = Number.POSITIVE_INFINITY;
    const reach = nearestDistance(joint, k);
    const { a, b, tied } =
      variant === 1 ? inSquare(x, t, n, i, reach) : inRectangle(x, t, joint, n, i, reach);
    let within = 0;
    for (let j = 0; j < n; j += 1) if (joint[j]! <= reach) within += 1;
    if (tied || within > k) ties += 1;
    sum += psi[a]! + psi[b]!;
  }
  const start = variant === 1 ? psi[k]! : psi[k]! - 1 / k;
  return { nats: start + psi[n]! - sum / n, ties };
}

interface Counts {
  /** Arguments of the digamma function. */
  readonly a: number;
  readonly b: number;
  /** Whether another sample is the same in X or in T. */
  readonly tied: boolean;
}

/** Others strictly nearer than `reach` in X and in T, plus one. */
function inSquare(x: Float64Array, t: Float64Array, n: number, i: number, reach: number): Counts {
  let a = 1;
  let b = 1;
  let tied = false;
  for (let j = 0; j < n; j += 1) {
    if (j === i) continue;
    const dx = x[i * n + j]!;
    const dt = t[i * n + j]!;
    if (dx < reach) a += 1;
    if (dt < reach) b += 1;
    if (dx === 0 || dt === 0) tied = true;
  }
  return { a, b, tied };
}

/** Others within the sides of the rectangle that holds the neighbours up to `reach`. */
function inRectangle(
  x: Float64Array,
  t: Float64Array,
  joint: Float64Array,
  n: number,
  i: number,
  reach: number,
): Counts {
  let width = 0;
  let height = 0;
  for (let j = 0; j < n; j += 1) {
    if (joint[j]! > reach) continue;
    width = Math.max(width, x[i * n + j]!);
    height = Math.max(height, t[i * n + j]!);
  }
  let a = 0;
  let b = 0;
  let tied = false;
  for (let j = 0; j < n; j += 1) {
    if (j === i) continue;
    const dx = x[i * n + j]!;
    const dt = t[i * n + j]!;
    if (dx <= width) a += 1;
    if (dt <= height) b += 1;
    if (dx === 0 || dt === 0) tied = true;
  }
  return { a, b, tied };
}

/** @throws RangeError unless 1 <= k < n */
function checkNeighbours(k: number, n: number): void {
  if (!Number.isInteger(k) || k < 1 || k >= n)
    throw new RangeError(`${k} neighbours among ${n} samples: from 1 to ${n - 1}`);
}
