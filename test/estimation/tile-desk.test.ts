import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { randomNumbers } from '../kernels/random-samples.ts';

const seed = Math.floor(Math.random() * 2 ** 31);

/** Two layers of a picture of 8 x 8 with two classes, one dense and one of three maps. */
function capture(n = 403): Capture {
  const next = randomNumbers(seed);
  const labels = Int32Array.from({ length: n }, () => Number(next() < 0.3));
  const inputs = Float32Array.from(
    { length: n * 64 },
    (_, at) => next() * (labels[Math.floor(at / 64)]! + 1),
  );
  const of = (width: number) =>
    Float32Array.from({ length: n * width }, (_, at) => {
      const [i, k] = [Math.floor(at / width), at % width];
      return Math.tanh(inputs[i * 64 + k]! + inputs[i * 64 + 63 - k]! - 1);
    });
  return {
    iteration: 0,
    samples: n,
    classes: 2,
    inputs,
    labels,
    lossError: new Float32Array(),
    layers: [
      { index: 0, channels: 3, features: 4, values: of(12) },
      { index: 1, channels: 1, features: 40, values: of(40) },
    ],
    seed: 5,
  };
}

const common = { alpha: 1.01, bandwidth: { silverman: 2 } };
const jobs = (spectrum: unknown, more: object = {}) =>
  ['H(X)', 'H(T)', 'I(X;T)', 'I(T;Y)', 'I(X;Tc)', 'leave-one-out'].map((quantity) => ({
    kind: 'matrix-renyi',
    params: { ...common, quantity, spectrum, ...more } as JsonObject,
  }));
const numerics = createNumerics();
const estimate = (asked: ReturnType<typeof jobs>, of = capture()) =>
  estimateCapture(of, asked, numerics, ownKinds);

describe('matrices by tiles', () => {
  it.each([
    {},
    { alpha: 'inf' },
    { kernel: 'tensor', divisor: 's2', bandwidth: 1.5 },
    { labelKernel: { rbf: 0.6 } },
    { split: 'units', bandwidth: 3 },
  ])('have the entropies of exact spectra within four standard errors: %o', async (more) => {
    const asked = (spectrum: unknown) =>
      jobs(spectrum, more).filter(
        ({ params }) => !('kernel' in more) || !/c|leave/.test(String(params.quantity)),
      );
    const [found, exact] = [
      await estimate(asked({ tiles: { probes: 12, steps: 10 } })),
      await estimate(asked('exact')),
    ];
    expect(found.flat().length).toBe(exact.flat().length);
    for (const [at, { layer, cells }] of found.flat().entries()) {
      const other = exact.flat()[at]!;
      const what = `seed ${seed}, ${cells.quantity} of layer ${layer}`;
      expect([layer, cells.channel, cells.sigma_t], what).toEqual([
        other.layer,
        other.cells.channel,
        other.cells.sigma_t,
      ]);
      // nothing is left of a layer of one map
      if (cells.value === null) continue;
      expect(cells.method, what).toBe('lanczos-tiles');
      const error = Math.abs(Number(cells.value) - Number(other.cells.value));
      expect(error, what).toBeLessThan(4.5 * Number(cells.stderr) + 1e-5);
      expect(Number(cells.stderr), what).toBeLessThan(0.2);
    }
  });

  it('have order 2 exactly, and classes by counting', async () => {
    const of2 = (spectrum: unknown) => estimate(jobs(spectrum, { alpha: 2 }));
    const [found, exact] = [await of2({ tiles: {} }), await of2('exact')];
    for (const [at, { cells }] of found.flat().entries()) {
      if (cells.value === null) continue;
      expect(cells.method).toBe('frobenius');
      expect(Number(cells.value)).toBeCloseTo(Number(exact.flat()[at]!.cells.value), 5);
    }
    const ofY = { kind: 'matrix-renyi', params: { quantity: 'H(Y)', spectrum: { tiles: {} } } };
    expect((await estimate([ofY]))[0]![0]!.cells.method).toBe('class-counts');
  });

  it('do not depend on what else is asked', async () => {
    const all = await estimate(jobs({ tiles: { probes: 6, steps: 6 } }));
    for (const [at, job] of jobs({ tiles: { probes: 6, steps: 6 } }).entries())
      expect(await estimate([job])).toEqual([all[at]]);
    const more = [...jobs({ tiles: { probes: 7, steps: 5 } }), ...jobs({ tiles: { probes: 6, steps: 6 } })];
    expect((await estimate([...more, ...jobs('auto')])).slice(6, 12)).toEqual(all);
  });

  it('tell a layer that has collapsed, and one that has no numbers', async () => {
    const flat = capture();
    flat.layers[1]!.values.fill(0.25);
    const [rows] = await estimate([jobs({ tiles: {} })[1]!], flat);
    expect(rows![1]!.cells).toMatchObject({ flag: 'collapsed: T' });
    // sums in float32
    expect(Number(rows![1]!.cells.value)).toBeLessThan(1e-4);
    flat.inputs[70] = Number.NaN;
    await expect(estimate([jobs({ tiles: {} })[0]!], flat)).rejects.toThrow(/X.*NaN/);
  });
});
