import type { KernelSamples } from '../../contract/numerics.ts';
import type { Binner } from './binning.ts';

/**
 * Numbers the distinct joint states of samples: two samples have the same number if and only if each of their d
 * values falls into the same bin.
 *
 * The partition is refined unit by unit, which compares bins themselves and no hash of them, so states never collide.
 * It ends early once all samples differ.
 *
 * @param samples [n, d]
 * @returns [n], numbers from 0 up in the order in which states first come
 * Complexity: n d look-ups at most, 2 n numbers of memory. Error: none.
 * @example jointGroups({ values: Float64Array.of(0.1, 0.9, 0.2, 0.8), n: 2, d: 2 }, Math.round) // [0, 0]
 */
export function jointGroups(
  { values, n, d, offset = 0, stride = d }: KernelSamples,
  binOf: Binner,
): Uint32Array<ArrayBuffer> {
  let groups = new Uint32Array(n);
  let count = Math.min(n, 1);
  for (let k = 0; k < d && count < n; k += 1) {
    const places = new Map<number, number>();
    const states = new Map<number, number>();
    const refined = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      const place = numberOf(places, binOf(values[offset + i * stride + k]!));
      refined[i] = numberOf(states, groups[i]! * n + place);
    }
    groups = refined;
    count = states.size;
  }
  return groups;
}

/**
 * The joint states of two numberings: equal where both are.
 *
 * @returns [n], numbers from 0 up in the order in which pairs first come
 * Complexity: n look-ups. Error: none.
 * @example pairGroups([0, 0, 1], [5, 6, 6]) // [0, 1, 2]
 */
export function pairGroups(first: ArrayLike<number>, second: ArrayLike<number>): Uint32Array {
  const n = first.length;
  const firsts = new Map<number, number>();
  const seconds = new Map<number, number>();
  const pairs = new Map<number, number>();
  return Uint32Array.from({ length: n }, (_, i) =>
    numberOf(pairs, numberOf(firsts, first[i]!) * n + numberOf(seconds, second[i]!)),
  );
}

function numberOf(known: Map<number, number>, value: number): number {
  let number = known.get(value);
  if (number === undefined) {
    number = known.size;
    known.set(value, number);
  }
  return number;
}
