import { createHash } from 'node:crypto';
import type { RandomStream } from '../contract/random-stream.ts';
import { xoshiro128 } from './xoshiro.ts';

/**
 * The random stream of one role, such as `randomStream(seed, 'weights', 2, 'kernel')`. Streams of different seeds or
 * roles are independent; the same seed and role give the same numbers on every machine.
 *
 * The generator is xoshiro128**. Its state is the first 16 bytes, read as little-endian words, of the SHA-256 of the
 * JSON text `[seed,...role]` in UTF-8. Roles in use, with what follows them:
 * - by the trial's seed: `weights` (layer index, weight name), `order` (epoch), `dropout` (layer index, update), `sample` (part of the
 *   data set), `pruning` (layer index), `linear-probe` (samples), `jitter` (variable, iteration), `lanczos` and `tiles` (samples, entropy),
 *   `permutations` (iteration, samples; one after the other, for DiME and `null`), `slices` (which variable, number of the slice);
 * - by the seed of a transform or data set: `labels` (number of the shuffle), `points` and `patterns` (of `sphere-patterns`);
 * - of the suites that layers, estimators and claims are put to: `noise`, `capture`, `targets`, `order`, `test batch`;
 * - by a fixed seed: `calibration` (kind, samples, case; or samples alone), `self-test`.
 */
export function randomStream(seed: number, ...role: readonly (string | number)[]): RandomStream {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...role]))
    .digest();
  const word = xoshiro128(Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at)));
  let spare: number | null = null;

  const next = () => ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 0x20000000000000;

  const normal = () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  const integer = (n: number) => {
    const limit = 0x100000000 - (0x100000000 % n);
    for (;;) {
      const value = word();
      if (value < limit) return value % n;
    }
  };

  const permutation = (n: number) => {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1);
      const moved = order[i]!;
      order[i] = order[j]!;
      order[j] = moved;
    }
    return order;
  };

  return { next, normal, integer, permutation };
}
