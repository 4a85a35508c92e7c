import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../runner/contract/capture.ts';
import { estimateCapture } from '../../../runner/estimation/estimate-capture.ts';
import { longestSample } from '../../../runner/estimation/renyi/product-form.ts';
import { plainNumerics } from '../../../runner/kernels/numerics.ts';
import { productDistances } from '../../../runner/kernels/product-distances.ts';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import { smallCapture } from '../small-capture.ts';

const size = { channels: 3, features: 9 };
const limit = (over: object) =>
  longestSample({ quantity: 'I(X;T)', bandwidth: { silverman: 5 }, ...over }, size, 128);

describe('which settings can do with inner products', () => {
  it('takes them for whole layers under widths by size, the longer the wider the kernel', () => {
    for (const quantity of ['H(T)', 'I(X;T)', 'I(T;Y)'] as const)
      expect(limit({ quantity })).toBeGreaterThan(0);
    expect(limit({ bandwidth: 2 })! / limit({ bandwidth: 1 })!).toBeCloseTo(4, 6);
    expect(limit({ kernel: 'tensor' })).toBeGreaterThan(limit({})!);
    expect(limit({ preset: 'yu-2018', bandwidth: undefined })).not.toBeNull();
  });

  it.each([
    ['single maps', { quantity: 'I(X;Tc)' }],
    ['error signals', { quantity: 'I(dL;dk)' }],
    ['a reconstruction', { quantity: "I(T;X')" }],
    ['units of their own', { split: 'units' }],
    ['widths that look at the samples', { bandwidth: 'median' }],
    ['widths by alignment', { bandwidth: 'kernel-alignment', kernel: 'tensor' }],
    ['a width for each map', { bandwidth: [1, 2, 3] }],
    ['orders below 1, where round-off counts', { alpha: 0.5 }],
  ])('needs the tensor for %s', (_, over) => {
    expect(limit(over)).toBeNull();
  });
});

/** The capture with inner products, float32 of float64 sums, in the place of its tensors. */
function asProducts(capture: Capture, keep: boolean): Capture {
  const n = capture.samples;
  return {
    ...capture,
    layers: capture.layers.map((layer) => {
      const { values } = layer;
      const d = values.length / n;
      const mean = Float64Array.from({ length: d }, (_, k) => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += values[i * d + k]!;
        return sum / n;
      });
      const products = Float32Array.from({ length: n * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return mean.reduce((sum, m, k) => sum + (values[i * d + k]! - m) * (values[j * d + k]! - m), 0);
      });
      return { ...layer, values: keep ? values : new Float32Array(), products };
    }),
  };
}

async function valuesOf(capture: Capture, over: JsonObject): Promise<unknown[]> {
  const params = {
    probe: 'p',
    quantity: 'I(X;T)',
    alpha: 1.01,
    bandwidth: { silverman: 5 },
    base: 2,
    ...over,
  };
  const [rows] = await estimateCapture(capture, [{ kind: 'matrix-renyi', params }], plainNumerics, ownKinds);
  return rows!.map(({ cells }) => cells.value);
}

describe('estimates from inner products', () => {
  const capture = smallCapture(3);

  it.each(['H(T)', 'I(X;T)', 'I(T;Y)'])('are those from tensors to 1e-6 bits: %s', async (quantity) => {
    const exact = await valuesOf(capture, { quantity });
    const found = await valuesOf(asProducts(capture, false), { quantity });
    expect(found).toHaveLength(2);
    found.forEach((value, at) => {
      expect(Math.abs(Number(value) - Number(exact[at]))).toBeLessThan(1e-6);
    });
  });

  it('read the tensor where samples are too long for the kernel, and for settings that need it', async () => {
    for (const over of [{ bandwidth: 0.01 }, { alpha: 0.5 }, { bandwidth: 'median' }]) {
      expect(await valuesOf(asProducts(capture, true), over)).toEqual(await valuesOf(capture, over));
    }
  });

  it('do not depend on whether the tensor is there too', async () => {
    expect(await valuesOf(asProducts(capture, true), {})).toEqual(
      await valuesOf(asProducts(capture, false), {}),
    );
  });
});

describe('distances from inner products', () => {
  it('are symmetric and never below 0', () => {
    // Samples 0 and 1 are the same but for rounding, which makes their products too large.
    const distances = productDistances(Float32Array.of(1, 9, 9, 1.0000001, 1, 9, -1, -1, 1), 3);
    expect([...distances]).toEqual([0, 0, 4, 0, 0, 4, 4, 4, 0]);
  });

  it('name a sample that is not finite', () => {
    expect(() => productDistances(Float32Array.of(1, 0, 0, Number.NaN), 2)).toThrow(/sample 1 .* NaN/);
  });
});
