import type { KernelSamples } from '../../contract/numerics.ts';
import { describeNonFinite } from '../squared-distances.ts';
import { padded, type TileSamples } from './tile-job.ts';

/** Samples for tiles, and the unit that they are in. */
export interface PackedSamples extends TileSamples {
  /** A squared distance of the samples is this many times one of the panels. */
  readonly unit: number;
}

/**
 * Samples in the form that tiles read: their mean taken off, in units of the root of their mean squared length, in float32, eight
 * a panel, in memory that threads share.
 *
 * @param samples [n, d], float32 or float64
 * @param order sample i is row `order[i]` of `samples`
 * Complexity: 3 n d; n d float32 of memory. Error: one rounding to float32 of a feature less its mean; samples that are the same stay so.
 * @throws RangeError when a value is NaN, infinite, or too large to be squared
 * @example packTileSamples({ values: Float64Array.of(1, 3), n: 2, d: 1 }, Uint32Array.of(0, 1)) // unit 1, -1 and 1
 */
export function packTileSamples(samples: KernelSamples, order: Uint32Array): PackedSamples {
  const { values, n, d, offset = 0, stride = d } = samples;
  const means = new Float64Array(d);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0, at = offset + i * stride; k < d; k += 1, at += 1) means[k]! += values[at]!;
  }
  for (let k = 0; k < d; k += 1) means[k]! /= n;
  let squares = 0;
  for (let i = 0; i < n; i += 1) {
    for (let k = 0, at = offset + i * stride; k < d; k += 1, at += 1)
      squares += (values[at]! - means[k]!) ** 2;
  }
  if (!Number.isFinite(squares)) throw new RangeError(describeNonFinite(samples));
  const unit = squares > 0 ? squares / n : 1;
  const scale = 1 / Math.sqrt(unit);
  const panels = new Float32Array(new SharedArrayBuffer(4 * padded(n) * d));
  for (let i = 0; i < n; i += 1) {
    const to = (i >> 3) * d * 8 + (i & 7);
    for (let k = 0, at = offset + order[i]! * stride; k < d; k += 1, at += 1) {
      panels[to + 8 * k] = (values[at]! - means[k]!) * scale;
    }
  }
  return { d, panels, unit };
}

/** Squared distance of two samples of the panels, by their differences. */
export function panelDistance({ d, panels }: TileSamples, i: number, j: number): number {
  let sum = 0;
  let a = (i >> 3) * d * 8 + (i & 7);
  let b = (j >> 3) * d * 8 + (j & 7);
  for (let k = 0; k < d; k += 1, a += 8, b += 8) {
    const difference = panels[a]! - panels[b]!;
    sum += difference * difference;
  }
  return sum;
}
