import { digammas } from './digammas.ts';
import type { NeighbourEstimate } from './ksg.ts';
import { nearestDistance } from './nearest-distance.ts';

/**
 * Mutual information of a real-valued variable and classes from k nearest neighbours.
 *
 * psi(n) + <psi(k_i)> - <psi(n_i)> - <psi(m_i)>: n_i samples have the class of i, the k_i-th nearest of them (k_i = k,
 * or n_i - 1 when there are fewer) is at distance e_i, and m_i - 1 samples of any class are nearer than e_i. A sample
 * that is alone in its class is left out.
 *
 * @param t distances of T, [n, n] float64; any increasing function of a distance serves
 * @param labels class of each sample, [n]
 * @param k neighbours of the same class, at least 1
 * @returns nats (0 when every class has one sample), and at how many samples others have exactly the same T or stand
 * exactly at the distance e_i beside the k_i-th
 * Complexity: n^2. Error of the arithmetic: below 1e-13 nats.
 * @throws RangeError when k is not a whole number from 1 up
 * @source Ross 2014, Mutual information between discrete and continuous data sets
 */
export function classNeighbourInformation(
  t: Float64Array,
  labels: ArrayLike<number>,
  k: number,
): NeighbourEstimate {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`${k} neighbours: a whole number from 1 up`);
  const sizes = new Map<number, number>();
  for (let i = 0; i < labels.length; i += 1) sizes.set(labels[i]!, (sizes.get(labels[i]!) ?? 0) + 1);
  const kept = Uint32Array.from({ length: labels.length }, (_, i) => i).filter(
    (i) => sizes.get(labels[i]!)! > 1,
  );
  const n = kept.length;
  if (n === 0) return { nats: 0, ties: 0 };
  const psi = digammas(n);
  let sum = 0;
  let ties = 0;
  for (const i of kept) {
    const size = sizes.get(labels[i]!)!;
    const own = Math.min(k, size - 1);
    const reach = nearestDistance(toOwnClass(t, labels, kept, i), own);
    let nearer = 1;
    let within = 0;
    let same = 0;
    for (const j of kept) {
      if (j === i) continue;
      const distance = t[i * labels.length + j]!;
      if (distance < reach) nearer += 1;
      if (distance <= reach) within += 1;
      if (distance === 0) same += 1;
    }
    if (same > 0 || within > nearer) ties += 1;
    sum += psi[own]! - psi[size]! - psi[nearer]!;
  }
  return { nats: psi[n]! + sum / n, ties };
}

function toOwnClass(t: Float64Array, labels: ArrayLike<number>, kept: Uint32Array, i: number): Float64Array {
  const others: number[] = [];
  for (const j of kept) if (j !== i && labels[j] === labels[i]) others.push(t[i * labels.length + j]!);
  return Float64Array.from(others);
}
