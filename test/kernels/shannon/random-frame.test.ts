import { describe, expect, it } from 'vitest';
import { projected, randomFrame } from '../../../runner/kernels/shannon/random-frame.ts';
import { randomStream } from '../../../runner/random/stream.ts';

const frameOf = (trial: number, d: number, k: number) => randomFrame(d, k, randomStream(5, 'frame', trial));

describe('random orthogonal directions', () => {
  it.each([
    [2, 1],
    [5, 4],
    [784, 3],
  ])('in %i dimensions, %i of them: length 1, at right angles', (d, k) => {
    const { directions, count } = frameOf(1, d, k);
    expect(count).toBe(k);
    for (let a = 0; a < k; a += 1)
      for (let b = 0; b <= a; b += 1) {
        let product = 0;
        for (let i = 0; i < d; i += 1) product += directions[a * d + i]! * directions[b * d + i]!;
        expect(Math.abs(product - Number(a === b))).toBeLessThan(1e-14 * d);
      }
  });

  it('are all directions alike: what is left of any vector has the moments of Beta(k/2, (d-k)/2)', () => {
    const [d, k, trials] = [6, 2, 4000];
    const lengths = Array.from({ length: trials }, (_, trial) => {
      const { values } = projected(
        { values: Float64Array.of(0, 0.6, 0, -0.8, 0, 0), n: 1, d },
        frameOf(trial, d, k),
      );
      return values[0]! ** 2 + values[1]! ** 2;
    });
    const mean = lengths.reduce((sum, one) => sum + one, 0) / trials;
    const variance = lengths.reduce((sum, one) => sum + (one - mean) ** 2, 0) / trials;
    expect(Math.abs(mean - k / d)).toBeLessThan(0.015);
    expect(Math.abs(variance - (2 * k * (d - k)) / (d * d * (d + 2)))).toBeLessThan(0.005);
  });

  it('are all of them, unturned, where they are as many as dimensions', () => {
    const samples = { values: Float32Array.of(1, 2, 3, 4), n: 2, d: 2 };
    expect([...projected(samples, frameOf(1, 2, 7)).values]).toEqual([1, 2, 3, 4]);
  });
});
