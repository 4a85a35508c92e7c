import type { KernelSamples } from '../../contract/numerics.ts';
import type { RandomStream } from '../../contract/random-stream.ts';

/** Orthogonal directions of length 1, [count, d] row-major. */
export interface Frame {
  readonly directions: Float64Array;
  readonly count: number;
}

/**
 * k orthogonal directions in d dimensions, all sets alike (the uniform measure of the Stiefel manifold): Gram and Schmidt's method,
 * twice, on normal vectors. All d directions, unturned, where k is d or more.
 *
 * @source Muller 1959 (directions from normal numbers); Eaton 1983, Multivariate Statistics, 7.1
 * Complexity: 4 d k^2. Error: orthogonal to a few eps.
 * @example randomFrame(2, 5, random) // { directions: [1, 0, 0, 1], count: 2 }
 */
export function randomFrame(d: number, k: number, random: RandomStream): Frame {
  const count = Math.min(k, d);
  const directions = new Float64Array(count * d);
  if (k >= d) {
    for (let i = 0; i < d; i += 1) directions[i * d + i] = 1;
    return { directions, count };
  }
  for (let at = 0; at < count; at += 1) {
    const own = directions.subarray(at * d, (at + 1) * d);
    for (let i = 0; i < d; i += 1) own[i] = random.normal();
    for (let pass = 0; pass < 2; pass += 1) {
      for (let before = 0; before < at; before += 1) {
        const other = directions.subarray(before * d, (before + 1) * d);
        const along = product(own, other);
        for (let i = 0; i < d; i += 1) own[i]! -= along * other[i]!;
      }
      const length = Math.sqrt(product(own, own));
      for (let i = 0; i < d; i += 1) own[i]! /= length;
    }
  }
  return { directions, count };
}

/**
 * Coordinates of samples along directions.
 * @param samples [n, d]
 * @returns [n, count] float64
 * Complexity: n d count.
 */
export function projected(
  { values, n, d, offset = 0, stride = d }: KernelSamples,
  frame: Frame,
): KernelSamples {
  const { directions, count } = frame;
  const found = new Float64Array(n * count);
  for (let i = 0; i < n; i += 1) {
    const start = offset + i * stride;
    for (let at = 0; at < count; at += 1) {
      let sum = 0;
      for (let k = 0; k < d; k += 1) sum += values[start + k]! * directions[at * d + k]!;
      found[i * count + at] = sum;
    }
  }
  return { values: found, n, d: count };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
