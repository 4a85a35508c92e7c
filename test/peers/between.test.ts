import { describe, expect, it } from 'vitest';
import type { Capture, CapturedLayer } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { RunError } from '../../src/node/run-error.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { cka, kernelOf } from '../kernels/similarity-reference.ts';

// CKA(Ti;Uj) and lead(Ti;Ui) against the definitions, written out in float64 on features and whole matrices.

/** Two networks on the same samples, whose layers follow X and each other a little. */
function drawPair(next: () => number): Capture {
  const upTo = (from: number, to: number) => Math.round(from + (to - from) * next());
  const [n, dx] = [upTo(12, 60), upTo(2, 9)];
  const x = Float64Array.from({ length: n * dx }, () => next());
  const layer = (index: number, channels: number, features: number): CapturedLayer => {
    const d = channels * features;
    const values = Float64Array.from({ length: n * d }, (_, i) => {
      return next() + 2 * next() * x[Math.floor(i / d) * dx + ((i + index) % dx)]!;
    });
    return { index, channels, features, values };
  };
  const capture = (...layers: readonly CapturedLayer[]): Capture => ({
    iteration: 3,
    samples: n,
    classes: 2,
    inputs: x,
    labels: new Int32Array(n),
    layers,
    lossError: new Float32Array(),
  });
  const own = capture(layer(1, 2, 3), layer(2, 1, upTo(1, 8)), layer(5, 1, 4));
  return { ...own, other: capture(layer(0, 1, upTo(2, 12)), layer(3, 3, 2), layer(4, 1, 3)) };
}

const seed = Math.floor(Math.random() * 2 ** 31);
const next = randomNumbers(seed);

describe.each(['biased', 'unbiased'])('the %s estimate', (estimate) => {
  it.each([
    ['linear', null],
    ['gaussian', 0.7],
  ] as const)('of two networks with %s kernels', async (kernel, width) => {
    let largest = 0;
    for (let at = 0; at < 12; at++) {
      const pair = drawPair(next);
      const { samples: n, layers } = pair;
      const others = pair.other!.layers;
      const wanted = layers.map((a) =>
        others.map((b) => cka(kernelOf(a, n, width), kernelOf(b, n, width), estimate)),
      );
      const params = { kernel, width: width ?? 1, estimate };
      const [all, lead] = await estimateCapture(
        pair,
        ['CKA(Ti;Uj)', 'lead(Ti;Ui)'].map((quantity) => ({
          kind: 'cka-between',
          params: { ...params, quantity },
        })),
        createNumerics(),
        ownKinds,
      );
      expect(all!.map(({ layer, cells }) => [layer, cells.channel_2])).toEqual(
        layers.flatMap((a) => others.map((b) => [a.index, b.index])),
      );
      for (const [i, { cells }] of all!.entries())
        largest = Math.max(largest, Math.abs(Number(cells.value) - wanted[Math.floor(i / 3)]![i % 3]!));
      for (const [i, { layer, cells }] of lead!.entries()) {
        const rest = wanted[i]!.filter((_, j) => j !== i);
        expect(layer).toBe(layers[i]!.index);
        largest = Math.max(largest, Math.abs(Number(cells.value) - (wanted[i]![i]! - Math.max(...rest))));
      }
    }
    expect(largest, `drawn by ${seed}`).toBeLessThan(1e-10);
  });
});

it('refuses the capture of one network', async () => {
  const { other: _, ...alone } = drawPair(next);
  const params = { kernel: 'linear', width: 1, estimate: 'unbiased', quantity: 'CKA(Ti;Uj)' };
  const estimated = estimateCapture(alone, [{ kind: 'cka-between', params }], createNumerics(), ownKinds);
  await expect(estimated).rejects.toThrow(RunError);
});

it('gives no value beside a layer that is constant, and says whose', async () => {
  const pair = drawPair(next);
  const [first, ...rest] = pair.other!.layers;
  const flat = { ...first!, values: new Float64Array(first!.values.length).fill(0.5) };
  const capture = { ...pair, other: { ...pair.other!, layers: [flat, ...rest] } };
  const params = { kernel: 'linear', width: 1, estimate: 'unbiased' };
  const [all, lead] = await estimateCapture(
    capture,
    ['CKA(Ti;Uj)', 'lead(Ti;Ui)'].map((quantity) => ({
      kind: 'cka-between',
      params: { ...params, quantity },
    })),
    createNumerics(),
    ownKinds,
  );
  const empty = all!.filter(({ cells }) => cells.value === null);
  expect(empty.map(({ cells }) => [cells.channel_2, cells.flag])).toEqual(
    pair.layers.map(() => [0, 'collapsed: U']),
  );
  for (const { cells } of lead!) expect([cells.value, cells.flag]).toEqual([null, 'collapsed: U']);
});
