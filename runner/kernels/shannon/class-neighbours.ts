import { digamma } from './digamma.ts';
import { digammas } from './digammas.ts';
import { type NeighbourEstimate, ringShares } from './ksg.ts';
import { nearestDistance } from './nearest-distance.ts';

/** A mutual information with classes from nearest neighbours. */
export interface ClassEstimate extends NeighbourEstimate {
  /** Samples that are alone in their class, which are left out. */
  readonly alone: number;
}

/**
 * Mutual information of a variable and classes from k nearest neighbours.
 *
 * Ross' term of sample i is r_i = psi(n) - psi(n_i) + psi(k_i) - psi(m_i): n_i samples have the class of i, the k_i-th
 * nearest of them (k_i = k, or n_i - 1 when there are fewer) is at distance e_i, and m_i - 1 samples of any class are
 * nearer than e_i. His mean of these can be above H(Y), by (classes - 1) / (2 n) nats where classes lie apart, since
 * psi(n) - psi(n_i) is above ln(n / n_i). So each is taken as r_i ln(n / n_i) / (psi(n) - psi(n_i)): 0 on average
 * where T says nothing, as his, and H(Y) of the samples where classes lie apart.
 *
 * Ties as in `ksgInformation`: where k_i others of the class coincide with i, psi(k_i) and psi(m_i) are of the samples that
 * do, i among them; where several stand at e_i, m_i is what noise smaller than any difference gives on average. A sample
 * that is alone in its class is left out, of n too.
 *
 * @param t distances of T, [n, n] float64; any increasing function of a distance serves
 * @param labels class of each sample, [n]
 * @param k neighbours of the same class, at least 1
 * @returns nats, from below 0 to H(Y) of the samples that count (0 when there is one class, or each has one sample), and at how many
 * samples others have exactly the same T or stand at the distance e_i
 * Complexity: n^2. Error of the arithmetic: below 1e-13 nats.
 * @throws RangeError when k is not a whole number from 1 up
 * @source Ross 2014, Mutual information between discrete and continuous data sets
 */
export function classNeighbourInformation(
  t: Float64Array,
  labels: ArrayLike<number>,
  k: number,
): ClassEstimate {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`${k} neighbours: a whole number from 1 up`);
  const sizes = new Map<number, number>();
  for (let i = 0; i < labels.length; i += 1) sizes.set(labels[i]!, (sizes.get(labels[i]!) ?? 0) + 1);
  const kept = Uint32Array.from({ length: labels.length }, (_, i) => i).filter(
    (i) => sizes.get(labels[i]!)! > 1,
  );
  const n = kept.length;
  const alone = labels.length - n;
  if (n === 0 || sizes.get(labels[kept[0]!]!) === n) return { nats: 0, ties: 0, alone };
  const psi = digammas(n);
  let sum = 0;
  let ties = 0;
  for (const i of kept) {
    const size = sizes.get(labels[i]!)!;
    const own = Math.min(k, size - 1);
    const reach = nearestDistance(toOwnClass(t, labels, kept, i), own);
    const around = countAround(t, labels, kept, i, reach);
    const term = psi[n]! - psi[size]! + inBall(around, psi, own, reach);
    sum += (term * Math.log(n / size)) / (psi[n]! - psi[size]!);
    if (around.same > 0 || around.at > 1) ties += 1;
  }
  return { nats: sum / n, ties, alone };
}

function toOwnClass(t: Float64Array, labels: ArrayLike<number>, kept: Uint32Array, i: number): Float64Array {
  const others: number[] = [];
  for (const j of kept) if (j !== i && labels[j] === labels[i]) others.push(t[i * labels.length + j]!);
  return Float64Array.from(others);
}

/** The others around a sample: nearer than `reach`, at it, and of those the ones of its class; and those that coincide. */
interface Around {
  inside: number;
  at: number;
  ownInside: number;
  ownAt: number;
  same: number;
}

function countAround(
  t: Float64Array,
  labels: ArrayLike<number>,
  kept: Uint32Array,
  i: number,
  reach: number,
): Around {
  const around: Around = { inside: 0, at: 0, ownInside: 0, ownAt: 0, same: 0 };
  for (const j of kept) {
    if (j === i) continue;
    const distance = t[i * labels.length + j]!;
    const own = labels[j] === labels[i] ? 1 : 0;
    if (distance === 0) around.same += 1;
    if (distance < reach) {
      around.inside += 1;
      around.ownInside += own;
    } else if (distance === reach) {
      around.at += 1;
      around.ownAt += own;
    }
  }
  return around;
}

/** psi of the neighbours of the class, minus that of those of any class. */
function inBall({ inside, at, ownInside, ownAt }: Around, psi: Float64Array, own: number, reach: number) {
  if (reach === 0) return psi[ownAt + 1]! - psi[at + 1]!;
  if (at === 1) return psi[own]! - psi[inside + 1]!;
  const { before, share } = ringShares(own - ownInside, ownAt, 0);
  return psi[own]! - digamma(inside + 1 + ownAt * before + (at - ownAt) * share);
}
