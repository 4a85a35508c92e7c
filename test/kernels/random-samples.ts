/** A small generator with a seed (mulberry32), so that a failing case can be run again. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** n x d numbers in [0, 1), float32. */
export function randomSamples(seed: number, n: number, d: number) {
  const next = randomNumbers(seed);
  return { values: Float32Array.from({ length: n * d }, next), n, d };
}
