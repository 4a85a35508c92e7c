import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../runner/contract/capture.ts';
import type { EstimateRow } from '../../../runner/contract/estimator.ts';
import { estimateCapture } from '../../../runner/estimation/estimate-capture.ts';
import { plainNumerics } from '../../../runner/kernels/numerics.ts';
import { createNumerics } from '../../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import { RunError } from '../../../src/node/run-error.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import { smallCapture } from '../small-capture.ts';

async function rowsOf(capture: Capture, over: JsonObject, numerics = plainNumerics): Promise<EstimateRow[]> {
  const params = {
    probe: 'p',
    quantity: 'I(X;T)',
    alpha: 1.01,
    bandwidth: { silverman: 1.5 },
    base: 2,
    ...over,
  };
  return (await estimateCapture(capture, [{ kind: 'matrix-renyi', params }], numerics, ownKinds))[0]!;
}
const values = (rows: readonly EstimateRow[]) => rows.map(({ cells }) => Number(cells.value));
const firstLayer = (rows: readonly EstimateRow[]) => values(rows.filter(({ layer }) => layer === 0));

interface Pairwise {
  readonly x: number[][];
  readonly t: number[][][][];
  readonly sigmaX: number;
  readonly sigmaT: number;
  readonly alpha: number | 'inf';
  readonly IXT: number;
  readonly IXTc: number[];
  readonly tradeoff: number;
  readonly nonRedundant: number;
}
const vectors: { pairwise: Pairwise[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors.json', import.meta.url), 'utf8'),
);

describe('values that any correct implementation reproduces', () => {
  it.each(vectors.pairwise.map((entry) => [`alpha ${entry.alpha}`, entry] as const))(
    '%s',
    async (_, entry) => {
      const n = entry.x.length;
      const maps = entry.t.flatMap((image) => [0, 1, 2].map((c) => image.flat().map((cell) => cell[c]!)));
      const capture: Capture = {
        iteration: 0,
        samples: n,
        classes: 1,
        inputs: Float32Array.from(entry.x.flat()),
        labels: new Int32Array(n),
        layers: [{ index: 0, channels: 3, features: 4, values: Float32Array.from(maps.flat()) }],
        lossError: new Float32Array(),
      };
      const of = async (quantity: string) =>
        values(
          await rowsOf(capture, {
            quantity,
            alpha: entry.alpha,
            bandwidth: entry.sigmaT,
            bandwidthX: entry.sigmaX,
          }),
        );
      // A capture is float32, which moves these values by some 1e-8; estimate-command.test.ts has them in float64.
      const tolerance = 2e-7;
      expect(Math.abs((await of('trade-off'))[0]! - entry.tradeoff)).toBeLessThan(tolerance);
      expect(Math.abs((await of('non-redundant'))[0]! - entry.nonRedundant)).toBeLessThan(tolerance);
      const alone = await of('I(X;Tc)');
      for (const [c, value] of alone.entries())
        expect(Math.abs(value - entry.IXTc[c]!)).toBeLessThan(tolerance);
      expect(Math.abs((await of('I(X;T)'))[0]! - entry.IXT)).toBeLessThan(tolerance);
    },
  );
});

describe('quantities of feature maps', () => {
  const capture = smallCapture(3);
  const maps = capture.layers[0]!;

  /** The capture with only some of the maps of its first layer. */
  function keeping(...chosen: number[]): Capture {
    const { channels, features } = maps;
    const rows = Array.from({ length: capture.samples }, (_, i) =>
      chosen.flatMap((c) => {
        const at = (i * channels + c) * features;
        return [...maps.values.subarray(at, at + features)];
      }),
    );
    const layer = { ...maps, channels: chosen.length, values: Float32Array.from(rows.flat()) };
    return { ...capture, layers: [layer] };
  }
  const information = async (alpha: number, ...chosen: number[]) =>
    values(await rowsOf(keeping(...chosen), { alpha }))[0]!;

  it.each([1, 1.01, 2, 3])('are made of I(X;T) of some of the maps, order %d', async (alpha) => {
    const of = async (quantity: string) => firstLayer(await rowsOf(capture, { quantity, alpha }));
    const alone = await Promise.all([0, 1, 2].map((c) => information(alpha, c)));
    const pairs = await Promise.all(
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ].map((pair) => information(alpha, ...pair)),
    );
    const whole = await information(alpha, 0, 1, 2);
    const close = (found: readonly number[], expected: readonly number[]) => {
      expect(found).toHaveLength(expected.length);
      for (const [at, value] of found.entries()) expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-10);
    };
    close(await of('I(X;Tc)'), alone);
    close(await of('I(X;{Ti,Tj})'), pairs);
    close(await of('leave-one-out'), [pairs[2]!, pairs[1]!, pairs[0]!]);
    const [a, b] = [alone.reduce((s, v) => s + v, 0), pairs.reduce((s, v) => s + v, 0)];
    close(await of('redundancy'), [a - whole]);
    close(await of('trade-off'), [(2 * a - b) / 3]);
    close(await of('non-redundant'), [(2 * b - 2 * a) / 3]);
  });

  it('name the maps in their rows', async () => {
    const rows = (await rowsOf(capture, { quantity: 'I(X;{Ti,Tj})' })).filter(({ layer }) => layer === 0);
    expect(rows.map(({ cells }) => [cells.channel, cells.channel_2])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(rows[0]!.cells).toMatchObject({ quantity: 'I(X;{Ti,Tj})', method: 'spectrum-f64', stderr: null });
  });

  it('give no value for a layer of one variable, and units of a dense layer when it is split', async () => {
    const [, dense] = await rowsOf(capture, { quantity: 'trade-off' });
    expect(dense).toMatchObject({
      layer: 2,
      cells: { value: null, flag: expect.stringMatching(/^undefined/) },
    });
    const units = (await rowsOf(capture, { quantity: 'H(Tc)', split: 'units' })).filter(
      ({ layer }) => layer === 2,
    );
    expect(units.map(({ cells }) => cells.channel)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(units[0]!.cells.sigma_t).toBeCloseTo(1.5 * capture.samples ** (-1 / 5), 14);
  });

  it('give the same in WebAssembly', async () => {
    for (const quantity of ['H(X)', 'H(Y)', 'H(Tc)', 'redundancy', 'trade-off', 'leave-one-out']) {
      const plain = values(await rowsOf(capture, { quantity }));
      const wasm = values(await rowsOf(capture, { quantity }, createNumerics()));
      for (const [at, value] of wasm.entries()) expect(Math.abs(value - plain[at]!)).toBeLessThan(1e-10);
    }
  });
});

describe('kernels', () => {
  const capture = smallCapture(4);
  const one = async (over: JsonObject) => (await rowsOf(capture, over))[0]!.cells;

  it('a tensor kernel has one width by the whole d', async () => {
    const tensor = await one({ kernel: 'tensor', quantity: 'H(T)' });
    expect(tensor.sigma_t).toBeCloseTo(1.5 * capture.samples ** (-1 / (4 + 27)), 14);
    expect(tensor.bandwidth).toBe('silverman 1.5, tensor kernel');
    const maps = await one({ quantity: 'H(T)', bandwidth: Number(tensor.sigma_t) });
    expect(tensor.value).toBe(maps.value);
    await expect(rowsOf(capture, { kernel: 'tensor', quantity: 'redundancy' })).rejects.toThrow(RunError);
  });

  it('a divisor is a change of width', async () => {
    const standard = await one({ bandwidth: 1, quantity: 'H(T)' });
    const square = await one({ bandwidth: Math.SQRT2, divisor: 's2', quantity: 'H(T)' });
    const plain = await one({ bandwidth: 2, divisor: 's', quantity: 'H(T)' });
    expect(Number(square.value)).toBeCloseTo(Number(standard.value), 12);
    expect(plain.value).toBe(standard.value);
  });

  it('maps may have widths of their own', async () => {
    const alike = await one({ bandwidth: [1, 1, 1], bandwidthX: 2 }).catch((error: unknown) => error);
    expect(alike).toBeInstanceOf(RunError);
    const maps = { ...capture, layers: [capture.layers[0]!] };
    const [same] = await rowsOf(maps, { bandwidth: [1, 1, 1], bandwidthX: 2 });
    const [fixed] = await rowsOf(maps, { bandwidth: 1, bandwidthX: 2 });
    expect(same!.cells.value).toBe(fixed!.cells.value);
    expect(same!.cells).toMatchObject({ sigma_x: 2, sigma_t: 1 });
    const alone = values(await rowsOf(maps, { quantity: 'H(Tc)', bandwidth: [1, 0.5, 2], bandwidthX: 2 }));
    const each = [1, 0.5, 2].map(
      async (width, c) => values(await rowsOf(maps, { quantity: 'H(Tc)', bandwidth: width }))[c],
    );
    expect(alone).toEqual(await Promise.all(each));
    await expect(rowsOf(maps, { bandwidth: [1, 1, 1] })).rejects.toThrow(RunError);
  });

  it('widths are taken from the samples of each map', async () => {
    for (const bandwidth of ['median', { knn: 3 }, 'kernel-alignment']) {
      const rows = await rowsOf(capture, { quantity: 'I(X;Tc)', bandwidth });
      const widths = rows.filter(({ layer }) => layer === 0).map(({ cells }) => Number(cells.sigma_t));
      expect(new Set(widths).size).toBe(3);
      expect(Math.min(...widths)).toBeGreaterThan(0);
      expect(Number.isFinite(values(rows)[0])).toBe(true);
    }
    await expect(rowsOf(capture, { bandwidth: { knn: 24 } })).rejects.toThrow(RunError);
    const dead = { ...capture, layers: [{ ...capture.layers[0]!, values: new Float32Array(27 * 24) }] };
    const [constant] = await rowsOf(dead, { quantity: 'H(T)', bandwidth: 'median' });
    expect(constant!.cells).toMatchObject({ sigma_t: 1, flag: 'collapsed: T' });
    expect(Number(constant!.cells.value)).toBeCloseTo(0, 12);
  });

  it('labels take a Gaussian kernel when asked', async () => {
    const delta = await one({ quantity: 'H(Y)' });
    const narrow = await one({ quantity: 'H(Y)', labelKernel: { rbf: 0.01 } });
    expect(Number(narrow.value)).toBeCloseTo(Number(delta.value), 9);
    const wide = await one({ quantity: 'I(T;Y)', labelKernel: { rbf: { silverman: 5 } } });
    expect(Number(wide.value)).toBeLessThan(0.57);
  });

  it('a preset decides all of them', async () => {
    const preset = { preset: 'wickstrom-2019', bandwidth: { silverman: 5 } };
    const said = {
      kernel: 'tensor',
      divisor: 's2',
      bandwidth: 'kernel-alignment',
      bandwidthX: 8,
      labelKernel: { rbf: 0.1 },
    };
    expect(await one(preset)).toEqual(await one(said));
    expect((await one(preset)).sigma_x).toBe(8);
    const paper = { bandwidth: { silverman: { h: 5, exponent: 'paper' } } };
    expect(await one({ ...preset, preset: 'yu-2018' })).toEqual(await one(paper));
    await expect(rowsOf(capture, { ...preset, divisor: 's' })).rejects.toThrow(RunError);
  });
});

describe('orders and spectra', () => {
  const capture = smallCapture(5, 80);

  it('infinity is text in a row, as rows are kept as JSON', async () => {
    const [row] = await rowsOf(capture, { quantity: 'H(T)', alpha: 'inf' });
    expect(row!.cells.alpha).toBe('inf');
    const [high] = await rowsOf(capture, { quantity: 'H(T)', alpha: 5000 });
    expect(Number(row!.cells.value)).toBeCloseTo(Number(high!.cells.value), 2);
  });

  it('sums of fractions give the values of all eigenvalues to 1e-6 bits, by class and joint too', async () => {
    for (const quantity of ['I(X;T)', 'I(T;Y)', 'redundancy', 'H(X)']) {
      for (const alpha of [1, 1.01, 1.6]) {
        const exact = (await rowsOf(capture, { quantity, alpha }))[0]!.cells;
        const quick = (await rowsOf(capture, { quantity, alpha, spectrum: 'rational' }))[0]!.cells;
        expect(quick).toMatchObject({ method: 'rational-f64', stderr: null });
        expect(Math.abs(Number(quick.value) - Number(exact.value))).toBeLessThan(1e-6);
        expect(quick.value).not.toBe(exact.value);
      }
    }
    const [other] = await rowsOf(capture, { quantity: 'I(X;T)', alpha: 3, spectrum: 'rational' });
    expect(other!.cells.method).toBe('spectrum-f64');
  });

  it('single precision gives the values of double to 5e-5 bits, where the order allows it', async () => {
    const numerics = createNumerics();
    for (const quantity of ['I(X;T)', 'I(T;Y)', 'redundancy', 'H(X)']) {
      for (const alpha of [1, 1.01, 5, 'inf']) {
        const exact = (await rowsOf(capture, { quantity, alpha }, numerics))[0]!.cells;
        const quick = (await rowsOf(capture, { quantity, alpha, spectrum: 'f32' }, numerics))[0]!.cells;
        expect(quick).toMatchObject({ method: 'spectrum-f32', stderr: null });
        expect(Math.abs(Number(quick.value) - Number(exact.value))).toBeLessThan(5e-5);
        expect(quick.value).not.toBe(exact.value);
      }
    }
    const method = async (over: JsonObject, by = numerics) =>
      (await rowsOf(capture, { spectrum: 'f32', ...over }, by))[0]!.cells.method;
    expect(await method({ alpha: 0.5 })).toBe('spectrum-f64');
    expect(await method({ alpha: 2 })).toBe('frobenius');
    expect(await method({}, plainNumerics)).toBe('spectrum-f64');
  });

  it('says where a width was aligned with one class', async () => {
    const alone = { ...capture, labels: capture.labels.map(() => 3) };
    const flagOf = async (over: JsonObject, from: Capture = alone) =>
      (await rowsOf(from, over))[0]!.cells.flag ?? '';
    const unaligned = 'unaligned: one class tells no width from another, so the smallest is taken';
    expect(await flagOf({ bandwidth: 'kernel-alignment' })).toContain(unaligned);
    expect(await flagOf({ bandwidthX: 'kernel-alignment' })).toContain(unaligned);
    expect(await flagOf({ bandwidthX: 'kernel-alignment', quantity: 'H(T)' })).not.toContain('unaligned');
    expect(await flagOf({ bandwidth: 'kernel-alignment', quantity: 'H(Y)' })).not.toContain('unaligned');
    expect(await flagOf({ bandwidth: 'kernel-alignment' }, capture)).not.toContain('unaligned');
    expect(await flagOf({})).not.toContain('unaligned');
  });

  it('random vectors give a standard error, the same each time, and exact spectra lie within 4 of it', async () => {
    const spectrum = { lanczos: { probes: 16, steps: 30 } };
    for (const quantity of ['I(X;T)', 'I(T;Y)', 'redundancy']) {
      const rough = (await rowsOf(capture, { quantity, spectrum }))[0]!.cells;
      const exact = (await rowsOf(capture, { quantity }))[0]!.cells;
      expect(rough.method).toBe('lanczos');
      expect(Number(rough.stderr)).toBeGreaterThan(0);
      expect(Math.abs(Number(rough.value) - Number(exact.value))).toBeLessThan(4 * Number(rough.stderr));
      expect((await rowsOf(capture, { quantity, spectrum }))[0]!.cells).toEqual(rough);
      expect(exact).toMatchObject({ stderr: null, method: 'spectrum-f64' });
    }
    const other = await rowsOf({ ...capture, seed: 7 }, { spectrum });
    expect(values(other)).not.toEqual(values(await rowsOf(capture, { spectrum })));
  });
});
