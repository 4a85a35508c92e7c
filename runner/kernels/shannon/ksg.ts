import { digamma } from './digamma.ts';
import { digammas } from './digammas.ts';
import { nearestDistance } from './nearest-distance.ts';

/** Which of the two estimators of Kraskov et al.: 1 counts within a square, 2 within a rectangle. */
export type KsgVariant = 1 | 2;

/** A mutual information from nearest neighbours. */
export interface NeighbourEstimate {
  /** Not clipped below: it can be under 0. */
  readonly nats: number;
  /**
   * Samples at which the method's assumption of a density fails: another sample has exactly the same X or the same T,
   * or several stand at the distance of the k-th neighbour.
   */
  readonly ties: number;
}

/**
 * Mutual information of two variables from k nearest neighbours: real-valued, discrete, or mixtures of both.
 *
 * z_ij = max(x_ij, t_ij), e_i is the distance of i's k-th neighbour in z, and the mean over i of psi(n) + c_i is taken.
 *
 * - No ties, variant 1: c = psi(k) - psi(a + 1) - psi(b + 1), with a and b the others nearer than e_i in X and in T.
 * - No ties, variant 2: c = psi(k) - 1/k - psi(a) - psi(b), with a and b the others within the k neighbours' largest
 *   distance in X and in T. Where one of these distances is 0, or is that of several samples, variant 1 is taken.
 * - e_i = 0 (k others or more coincide with i): c = psi(m) - psi(a) - psi(b), with m, a and b the samples, i among them,
 *   that coincide with i in both, in X and in T; this is Gao et al.'s rule.
 * - Several others at the distance e_i in X, in T or in both: c = psi(k) - psi(a + 1) - psi(b + 1), with a and b what
 *   variant 1 would count on average were these samples put in an order by noise that is smaller than any difference.
 *
 * So the value is that of samples with noise too small to matter, without the spread that drawing noise adds; the order of
 * samples never matters. At most psi(n) - psi(k), which all of one X and one T (T = X without ties) reaches, and at most the
 * entropy of X and that of T, as coinciding samples are counted: what is above, by some (states - 1) / (2 n) nats where
 * X decides T among few states, is taken off. 0 where X or T is constant.
 *
 * @param x distances of X, [n, n] float64; any increasing function of a distance serves, the same for both variables
 * @param t distances of T, [n, n] float64
 * @param k neighbours, from 1 to n - 1
 * Complexity: n^2 (1 + k/n log k) comparisons. Error of the arithmetic: below 1e-13 nats. Error of the estimate: a few
 * hundredths of a nat at n = 2,000 up to 5 + 5 dimensions; far too low in more dimensions or for large I.
 * @throws RangeError unless 1 <= k < n
 * @source Kraskov, Stögbauer & Grassberger 2004, eqs (8) and (9); Gao, Kannan, Oh & Viswanath 2017, Estimating mutual
 * information for discrete-continuous mixtures
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
  let [sum, ties, logX, logT] = [0, 0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const rowX = x.subarray(i * n, (i + 1) * n);
    const rowT = t.subarray(i * n, (i + 1) * n);
    for (let j = 0; j < n; j += 1) joint[j] = Math.max(rowX[j]!, rowT[j]!);
    joint[i] = Number.POSITIVE_INFINITY;
    const reach = nearestDistance(joint, k);
    const around = countAround(rowX, rowT, i, reach);
    const sides = variant === 2 ? rectangle(rowX, rowT, joint, i, reach, around.within === k) : null;
    sum += sides ? psi[k]! - 1 / k - psi[sides.a]! - psi[sides.b]! : inSquare(around, psi, k, reach);
    if (around.sameX > 1 || around.sameT > 1 || isTied(around, k)) ties += 1;
    logX += Math.log(around.sameX);
    logT += Math.log(around.sameT);
  }
  const most = Math.log(n) - Math.max(logX, logT) / n;
  return { nats: Math.min(psi[n]! + sum / n, most), ties };
}

/** The most that `ksgInformation` can give: psi(n) - psi(k), in nats. */
export function mostInformation(n: number, k: number): number {
  return digamma(n) - digamma(k);
}

/** The others around a sample. */
interface Around {
  /** Nearer than `reach` in X, in T, in both. */
  insideX: number;
  insideT: number;
  inside: number;
  /** Exactly at `reach` in X, and in T. */
  atX: number;
  atT: number;
  /** Of those the ones that are nearer in the other variable. */
  edgeX: number;
  edgeT: number;
  /** Not further than `reach` in both. */
  within: number;
  /** Coinciding with the sample in X and in T, and the sample itself. */
  sameX: number;
  sameT: number;
}

function countAround(rowX: Float64Array, rowT: Float64Array, i: number, reach: number): Around {
  let [insideX, insideT, inside, atX, atT] = [0, 0, 0, 0, 0];
  let [edgeX, edgeT, within, sameX, sameT] = [0, 0, 0, 1, 1];
  for (let j = 0; j < rowX.length; j += 1) {
    if (j === i) continue;
    const dx = rowX[j]!;
    const dt = rowT[j]!;
    if (dx === 0) sameX += 1;
    if (dt === 0) sameT += 1;
    if (dx < reach) {
      insideX += 1;
      if (dt < reach) inside += 1;
      else if (dt === reach) edgeT += 1;
    } else if (dx === reach) {
      atX += 1;
      if (dt < reach) edgeX += 1;
    }
    if (dt < reach) insideT += 1;
    else if (dt === reach) atT += 1;
    if (dx <= reach && dt <= reach) within += 1;
  }
  return { insideX, insideT, inside, atX, atT, edgeX, edgeT, within, sameX, sameT };
}

/** Whether several samples stand at the distance of the k-th neighbour. */
function isTied({ atX, atT, within }: Around, k: number): boolean {
  return within > k || atX > 1 || atT > 1;
}

/** The term of a sample by the square around it: psi of its neighbours, minus that of the others in X and in T. */
function inSquare(around: Around, psi: Float64Array, k: number, reach: number): number {
  const { insideX, insideT, inside, atX, atT, edgeX, edgeT, within } = around;
  if (reach === 0) return psi[within + 1]! - psi[atX + 1]! - psi[atT + 1]!;
  if (!isTied(around, k)) return psi[k]! - psi[insideX + 1]! - psi[insideT + 1]!;
  const ring = within - inside;
  const corners = ring - edgeX - edgeT;
  const { before, share } = ringShares(k - inside, ring, corners);
  const a = insideX + edgeX * before + (atX - edgeX) * share;
  const b = insideT + edgeT * before + (atT - edgeT) * share;
  return psi[k]! - digamma(a + 1) - digamma(b + 1);
}

/**
 * Of samples that stand at one distance, when noise smaller than any difference orders them: the mean share of those in the
 * ring itself that come before the one that is `wanted`, and of others at that distance in one variable.
 *
 * A corner is at the distance in both variables, so it lies within a radius with the square of an edge's chance.
 *
 * @param wanted place of the k-th neighbour in the ring, from 1 to `ring`
 */
export function ringShares(
  wanted: number,
  ring: number,
  corners: number,
): { readonly before: number; readonly share: number } {
  const before = (wanted - 1) / ring;
  const part = wanted / (ring + 1);
  if (corners === 0) return { before, share: part };
  const edges = ring - corners;
  const share = (Math.sqrt(edges ** 2 + 4 * corners * part * ring) - edges) / (2 * corners);
  return { before, share };
}

/**
 * Others within the sides of the rectangle that holds the k neighbours; null where more than k tie, where a side is 0, or
 * where several samples stand at it.
 */
function rectangle(
  rowX: Float64Array,
  rowT: Float64Array,
  joint: Float64Array,
  i: number,
  reach: number,
  single: boolean,
): { readonly a: number; readonly b: number } | null {
  if (!single || reach === 0) return null;
  let width = 0;
  let height = 0;
  for (let j = 0; j < rowX.length; j += 1) {
    if (joint[j]! > reach) continue;
    width = Math.max(width, rowX[j]!);
    height = Math.max(height, rowT[j]!);
  }
  if (width === 0 || height === 0) return null;
  let [a, b, atWidth, atHeight] = [0, 0, 0, 0];
  for (let j = 0; j < rowX.length; j += 1) {
    if (j === i) continue;
    if (rowX[j]! <= width) a += 1;
    if (rowT[j]! <= height) b += 1;
    if (rowX[j] === width) atWidth += 1;
    if (rowT[j] === height) atHeight += 1;
  }
  return atWidth === 1 && atHeight === 1 ? { a, b } : null;
}

/** @throws RangeError unless 1 <= k < n */
function checkNeighbours(k: number, n: number): void {
  if (!Number.isInteger(k) || k < 1 || k >= n)
    throw new RangeError(`${k} neighbours among ${n} samples: from 1 to ${n - 1}`);
}
