import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../runner/contract/capture.ts';
import type { EntropyTerm } from '../../../runner/estimation/renyi/entropy-term.ts';
import { weighted } from '../../../runner/estimation/renyi/mutual-information.ts';
import { relativeRedundancy } from '../../../runner/estimation/renyi/relative-redundancy.ts';
import { randomStream } from '../../../runner/random/stream.ts';
import type { JsonObject } from '../../../src/plan/json.ts';
import { renyiRows } from './renyi-rows-of.ts';

const seeds = fc.integer({ min: 1, max: 1e6 });

/** C maps of two numbers a sample that follow X by `strength`; the same map each time where `same`. */
function drawn(seed: number, maps: number, { same = false, strength = 1, n = 30 } = {}): Capture {
  const random = randomStream(seed, 'test maps');
  const inputs = Float64Array.from({ length: n * 2 }, () => random.normal());
  const values = new Float64Array(n * maps * 2);
  for (let i = 0; i < n; i += 1)
    for (let at = 0; at < 2 * maps; at += 1)
      values[i * maps * 2 + at] =
        same && at > 1
          ? values[i * maps * 2 + (at % 2)]!
          : strength * (inputs[i * 2 + (at % 2)]! + random.normal());
  const layer = { index: 0, channels: maps, features: 2, values };
  const labels = new Int32Array(n);
  return { iteration: 3, seed, samples: n, classes: 1, inputs, labels, layers: [layer], lossError: inputs };
}

async function cells(capture: Capture, params: JsonObject) {
  const [row] = await renyiRows(capture, { alpha: 1.01, bandwidth: 1, ...params });
  return row!.cells;
}

describe('relative redundancy', () => {
  it('times what the maps say one by one is redundancy, in any unit', () =>
    fc.assert(
      fc.asyncProperty(
        seeds,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(1, 1.01, 2, 5),
        async (seed, maps, alpha) => {
          const capture = drawn(seed, maps);
          const share = await cells(capture, { quantity: 'relative-redundancy', alpha });
          const bits = await cells(capture, { quantity: 'redundancy', alpha });
          const single = await renyiRows(capture, { alpha, bandwidth: 1, quantity: 'I(X;Tc)' });
          const sum = single.reduce((total, row) => total + Number(row.cells.value), 0);
          expect(Number(share.value) * sum).toBeCloseTo(Number(bits.value), 9);
          expect(share).toMatchObject({ quantity: 'relative-redundancy', unit: 'share', flag: bits.flag });
          const nats = await cells(capture, { quantity: 'relative-redundancy', alpha, base: 'e' });
          expect(nats.value).toBe(share.value);
          if (maps === 1) expect(share.value).toBeCloseTo(0, 9);
        },
      ),
      { numRuns: 30 },
    ));

  it('of C maps that are the same is (C - 1) / C where a kernel tells same from different', () =>
    fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 1, max: 6 }), async (seed, maps) => {
        const capture = drawn(seed, maps, { same: true });
        // values of two kinds
        for (const part of [capture.inputs, capture.layers[0]!.values])
          for (let at = 0; at < part.length; at += 1) part[at] = Math.sign(part[at]!);
        const found = await cells(capture, { quantity: 'relative-redundancy', bandwidth: 0.05 });
        expect(found.value).toBeCloseTo((maps - 1) / maps, 9);
      }),
      { numRuns: 20 },
    ));

  it('has no value where no map says anything alone', async () => {
    const dead = drawn(1, 3, { strength: 0 });
    for (const spectrum of ['exact', 'f32', 'rational', { lanczos: { probes: 4, steps: 10 } }])
      expect(await cells(dead, { quantity: 'relative-redundancy', spectrum })).toMatchObject({
        value: null,
        stderr: null,
        flag: expect.stringMatching(/^undefined: .*collapsed/),
      });
  });

  it('has the standard error that follows from those of its entropies', () => {
    const bits = [3, 1.5, 3.9, 1.2, 3.6, 2.4, 4.4];
    const errors = [0.01, 0.02, 0.03, 0.015, 0.05, 0.02, 0.04];
    const value = (moved: number, by: number, read: 'bits' | 'stderr' = 'bits') => {
      const term = (at: number): EntropyTerm => ({
        name: String(at),
        samples: 40,
        method: 'lanczos',
        collapsed: [],
        bits: () => bits[at]! + (at === moved ? by : 0),
        stderr: () => errors[at]!,
      });
      const terms = bits.map((_, at) => term(at));
      const sumOf = (...weights: readonly number[]) =>
        weighted(
          weights.map((weight, at) => [
            weight,
            { terms: [terms[at]!], weights: [1], bits: terms[at]!.bits, stderr: terms[at]!.stderr },
          ]),
        );
      // X, T1, (X,T1), T2, (X,T2), T, (X,T)
      return relativeRedundancy(sumOf(2, 1, -1, 1, -1, 0, 0), sumOf(1, 0, 0, 0, 0, 1, -1))[read]();
    };
    expect(value(-1, 0)).toBeCloseTo(1 - (3 + 2.4 - 4.4) / (6 + 1.5 - 3.9 + 1.2 - 3.6), 12);
    const slopes = bits.map((_, at) => (value(at, 1e-6) - value(at, -1e-6)) / 2e-6);
    expect(value(-1, 0, 'stderr')).toBeCloseTo(Math.hypot(...slopes.map((s, at) => s * errors[at]!)), 7);
  });
});
