import { stateWords } from './state-hashes.ts';

/** Samples numbered by their states. */
export interface StateGroups {
  /** [n], numbers from 0 up in the order in which states first come. */
  readonly groups: Uint32Array;
  /** Samples of each state, [states]. */
  readonly counts: Uint32Array;
}

/**
 * Numbers the distinct states of samples, which are the same where their hashes are.
 *
 * @param hashes [n, 4], of `stateHashes`
 * Complexity: n look-ups; 8 to 16 n bytes of memory for the table.
 * @example stateGroups(Uint32Array.of(7, 7, 7, 7, 1, 2, 3, 4, 7, 7, 7, 7)).groups // [0, 1, 0]
 */
export function stateGroups(hashes: Uint32Array): StateGroups {
  const n = hashes.length / stateWords;
  const size = 2 ** Math.ceil(Math.log2(2 * n + 1));
  // sample that first has the state, counted from 1
  const table = new Uint32Array(size);
  const groups = new Uint32Array(n);
  const counts = new Uint32Array(n);
  let states = 0;
  for (let i = 0; i < n; i += 1) {
    let place = hashes[stateWords * i]! & (size - 1);
    while (table[place] !== 0 && !same(hashes, table[place]! - 1, i)) place = (place + 1) & (size - 1);
    if (table[place] === 0) {
      table[place] = i + 1;
      groups[i] = states;
      states += 1;
    } else groups[i] = groups[table[place]! - 1]!;
    counts[groups[i]!]! += 1;
  }
  return { groups, counts: counts.slice(0, states) };
}

function same(hashes: Uint32Array, one: number, other: number): boolean {
  const [a, b] = [stateWords * one, stateWords * other];
  for (let k = 0; k < stateWords; k += 1) if (hashes[a + k] !== hashes[b + k]) return false;
  return true;
}
