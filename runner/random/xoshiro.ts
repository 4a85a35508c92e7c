/**
 * xoshiro128** 1.1: period 2^128 - 1, four 32-bit words of state.
 *
 * @source Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021)
 * @param state four words, not all zero; changed in place
 * @returns a function that gives the next whole number in [0, 2^32)
 */
export function xoshiro128(state: Uint32Array): () => number {
  return () => {
    const s1 = state[1]!;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    state[2]! ^= state[0]!;
    state[3]! ^= s1;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= s1 << 9;
    state[3] = rotateLeft(state[3]!, 11);
    return result;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
