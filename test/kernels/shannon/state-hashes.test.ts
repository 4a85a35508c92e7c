import { describe, expect, it } from 'vitest';
import { stateHashes } from '../../../runner/kernels/shannon/state-hashes.ts';

// python -c "import mmh3, numpy; mmh3.hash128(numpy.array([1.5], '<f4').tobytes(), 0, False)", mmh3 5
const known = [
  [Float32Array.of(1.5), [0x1381ade6, 0xbea9397a, 0xbea9397a, 0xbea9397a]],
  [Float32Array.of(1, 2), [0x466d12b6, 0x8a330f36, 0x2b015c60, 0x2b015c60]],
  [Float32Array.of(0.25, -3, 0), [0xcefbd12e, 0x5a4fbf88, 0xdb007748, 0xdb007748]],
  [Float32Array.of(1, 2, 3, 4), [0x305557e5, 0x777d6955, 0x9896d065, 0x28f1cb8e]],
  [Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5, 3), [0x57ce449e, 0xe64f44d3, 0xd5297876, 0x4cc86bea]],
  [Float64Array.of(1.5, -2, 0.1), [0x0dd75545, 0xb568be49, 0xd7043579, 0x08d5f906]],
] as const;

describe('hashes of states', () => {
  it.each(known)('of %o are MurmurHash3_x86_128', (values, words) => {
    expect([...stateHashes(values, 1)]).toEqual(words);
  });

  it('are those of each sample by itself, in a view of a larger array too', () => {
    const all = Float32Array.of(9, 0.25, -3, 0, 0.25, -3, -0);
    const hashes = stateHashes(all.subarray(1), 2);
    expect([...hashes]).toEqual([...known[2][1], ...known[2][1]]);
    expect(stateHashes(Float64Array.of(0), 1)).toEqual(stateHashes(Float64Array.of(-0), 1));
    expect(stateHashes(Float64Array.of(0), 1)).not.toEqual(stateHashes(Float64Array.of(2 ** -1074), 1));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuse %d', (wrong) => {
    expect(() => stateHashes(Float32Array.of(1, 2, 3, wrong), 2)).toThrow(/sample 1, feature 1/);
    expect(() => stateHashes(Float64Array.of(1, 2, wrong, 3), 2)).toThrow(/sample 1, feature 0/);
  });
});
