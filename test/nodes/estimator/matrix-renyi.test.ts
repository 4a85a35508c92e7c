import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../runner/contract/capture.ts';
import type { EstimateRow } from '../../../runner/contract/estimator.ts';
import { estimateCapture } from '../../../runner/estimation/estimate-capture.ts';
import { plainNumerics } from '../../../runner/kernels/numerics.ts';
import { eigenvalues } from '../../../runner/kernels/spectrum.ts';
import { createNumerics } from '../../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import { smallCapture } from '../../estimation/small-capture.ts';

const quantities = ['H(T)', 'I(X;T)', 'I(T;Y)', 'I(dL;dk)'] as const;

function params(over: JsonObject = {}): JsonObject {
  return { probe: 'p', quantity: 'I(X;T)', alpha: 1.01, bandwidth: { silverman: 5 }, base: 2, ...over };
}

async function rowsOf(capture: Capture, over: JsonObject = {}): Promise<EstimateRow[]> {
  const jobs = [{ kind: 'matrix-renyi', params: params(over) }];
  return (await estimateCapture(capture, jobs, plainNumerics, ownKinds))[0]!;
}

/** Gram matrix of each feature map by the definition, multiplied together. */
function gramByDefinition(values: ArrayLike<number>, n: number, maps: number, sigma: number): number[][] {
  const d = values.length / n / maps;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let product = 1;
      for (let c = 0; c < maps; c += 1) {
        let distance = 0;
        for (let k = 0; k < d; k += 1) {
          distance += (values[(i * maps + c) * d + k]! - values[(j * maps + c) * d + k]!) ** 2;
        }
        product *= Math.exp(-distance / (2 * sigma * sigma));
      }
      return product;
    }),
  );
}

function entropyByDefinition(gram: number[][], alpha: number): number {
  const n = gram.length;
  const spectrum = eigenvalues(
    Float64Array.from(gram.flat(), (value) => value / n),
    n,
  );
  return Math.log2(spectrum.reduce((sum, value) => sum + Math.max(value, 0) ** alpha, 0)) / (1 - alpha);
}

const times = (a: number[][], b: number[][]) => a.map((row, i) => row.map((value, j) => value * b[i]![j]!));

describe('the matrix-renyi estimator', () => {
  const capture = smallCapture(1);
  const n = capture.samples;
  const sigma = (d: number) => 1.5 * n ** (-1 / (4 + d));
  const bandwidth = { silverman: 1.5 };
  const x = gramByDefinition(capture.inputs, n, 1, sigma(16));
  const dL = gramByDefinition(capture.lossError, n, 1, sigma(4));
  const y = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => Number(capture.labels[i] === capture.labels[j])),
  );

  it.each([1.01, 1.3, 2, 4])('agrees with the definitions at order %d', async (alpha) => {
    for (const quantity of quantities) {
      const rows = await rowsOf(capture, { quantity, alpha, bandwidth });
      expect(rows.map(({ layer }) => layer)).toEqual([0, 2]);
      for (const [at, { channels, features, values }] of capture.layers.entries()) {
        const t = gramByDefinition(values, n, channels, sigma(features));
        const H = (gram: number[][]) => entropyByDefinition(gram, alpha);
        const other = { 'H(T)': null, 'I(X;T)': x, 'I(T;Y)': y, 'I(dL;dk)': dL }[quantity];
        const expected = other === null ? H(t) : H(other) + H(t) - H(times(other, t));
        expect(Math.abs(Number(rows[at]!.cells.value) - expected)).toBeLessThan(1e-10);
      }
    }
  });

  it('fills the cells of a row', async () => {
    const [maps, dense] = await rowsOf(capture, { bandwidth });
    expect(maps!.cells).toMatchObject({ quantity: 'I(X;T)', unit: 'bits', samples: n, alpha: 1.01 });
    expect(maps!.cells).toMatchObject({ bandwidth: 'silverman 1.5', method: 'spectrum-f64' });
    expect(maps!.cells.sigma_x).toBeCloseTo(sigma(16), 14);
    expect(maps!.cells.sigma_t).toBeCloseTo(sigma(9), 14);
    expect(dense!.cells.sigma_t).toBeCloseTo(sigma(8), 14);
    const [label] = await rowsOf(capture, { quantity: 'I(T;Y)', alpha: 2, bandwidth: 0.7 });
    expect(label!.cells).toMatchObject({
      method: 'frobenius',
      bandwidth: 'fixed 0.7',
      sigma_x: null,
      sigma_t: 0.7,
    });
  });

  it('knows the exponent that the paper prints, and nats', async () => {
    const rule = { silverman: { h: 2, exponent: 'paper' } };
    const [bits] = await rowsOf(capture, { bandwidth: rule });
    const [nats] = await rowsOf(capture, { bandwidth: rule, base: 'e' });
    expect(bits!.cells.sigma_x).toBeCloseTo(2 * n ** (-1 / 17), 14);
    expect(bits!.cells.bandwidth).toBe("silverman 2, paper's exponent");
    expect(nats!.cells.unit).toBe('nats');
    expect(nats!.cells.value).toBeCloseTo(Number(bits!.cells.value) * Math.LN2, 13);
  });

  it('raises the alarm where a kernel sees no likeness, or nothing else', async () => {
    const narrow = await rowsOf(capture, { bandwidth: 1e-3 });
    expect(narrow[0]!.cells.flag).toBe('saturated: H(X), H(T), H(X,T)');
    expect(narrow[0]!.cells.value).toBeCloseTo(Math.log2(n), 9);
    const wide = await rowsOf(capture, { quantity: 'I(T;Y)', bandwidth: 1e6 });
    expect(wide[0]!.cells.flag).toBe('collapsed: T');
    expect(Math.abs(Number(wide[0]!.cells.value))).toBeLessThan(1e-6);
    const dead = { ...capture, layers: [{ ...capture.layers[1]!, values: new Float32Array(8 * n) }] };
    const [collapsed] = await rowsOf(dead, { quantity: 'H(T)' });
    expect(collapsed!.cells.flag).toBe('collapsed: T');
    expect(collapsed!.cells.value).toBeCloseTo(0, 14);
    expect((await rowsOf(capture, { quantity: 'H(T)', bandwidth: 2 }))[0]!.cells.flag).toBeNull();
  });

  it('names the feature map that is left out when it is dead, and one class', async () => {
    const maps = capture.layers[0]!;
    const { channels, features } = maps;
    const values = maps.values.map((value, at) => (Math.floor(at / features) % channels === 1 ? 0.5 : value));
    const dead = { ...capture, layers: [{ ...maps, values }] };
    const rows = await rowsOf(dead, { quantity: 'leave-one-out', bandwidth: 2 });
    expect(rows.map(({ cells }) => cells.flag)).toEqual([null, 'collapsed: T1', null]);
    const oneClass = { ...capture, labels: new Int32Array(n) };
    const [row] = await rowsOf(oneClass, { quantity: 'I(T;Y)', bandwidth: 2 });
    expect(row!.cells.flag).toBe('collapsed: Y');
  });

  it('names the variable that is not finite', async () => {
    const values = capture.layers[0]!.values.slice();
    values[27 * 3 + 5] = Number.NaN;
    const broken = { ...capture, layers: [{ ...capture.layers[0]!, values }] };
    await expect(rowsOf(broken)).rejects.toThrow('T cannot be estimated: NaN at sample 3, feature 5');
  });

  it('gives the same in WebAssembly', async () => {
    const jobs = quantities.map((quantity) => ({
      kind: 'matrix-renyi',
      params: params({ quantity, bandwidth }),
    }));
    const plain = (await estimateCapture(capture, jobs, plainNumerics, ownKinds)).flat();
    const wasm = (await estimateCapture(capture, jobs, createNumerics(), ownKinds)).flat();
    expect(wasm).toHaveLength(plain.length);
    for (const [at, row] of wasm.entries()) {
      expect(Math.abs(Number(row.cells.value) - Number(plain[at]!.cells.value))).toBeLessThan(1e-11);
    }
  });
});
