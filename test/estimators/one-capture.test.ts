import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import type { EstimateRow } from '../../runner/contract/estimator.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomStream } from '../../runner/random/stream.ts';
import type { JsonObject } from '../../src/plan/json.ts';

const numerics = createNumerics();
const runs = { numRuns: 25 };

async function rowsOf(capture: Capture, kind: string, params: JsonObject): Promise<readonly EstimateRow[]> {
  const [rows] = await estimateCapture(
    capture,
    [{ kind, params: { probe: 'p', ...params } }],
    numerics,
    ownKinds,
  );
  return rows!;
}

async function firstValue(capture: Capture, kind: string, params: JsonObject): Promise<number> {
  const [row] = await rowsOf(capture, kind, params);
  return Number(row!.cells.value);
}

/** X of dx numbers, one layer of dt that follows it by `strength`, and two classes, all drawn from a seed. */
function drawn(seed: number, n: number, { dx = 3, dt = 2, strength = 0 } = {}): Capture {
  const random = randomStream(seed, 'test batch');
  const inputs = Float64Array.from({ length: n * dx }, () => random.normal());
  const values = Float64Array.from(
    { length: n * dt },
    (_, at) => strength * inputs[Math.floor(at / dt) * dx + (at % dx)]! + random.normal(),
  );
  return {
    iteration: 3,
    seed,
    samples: n,
    classes: 2,
    inputs,
    labels: Int32Array.from({ length: n }, (_, i) => (inputs[i * dx]! > 0 ? 1 : 0)),
    layers: [{ index: 0, channels: 1, features: dt, values }],
    lossError: new Float64Array(),
  };
}

/** The layer turned in its first two features, moved and scaled. */
function turned(capture: Capture, angle: number, scale: number, shift: number): Capture {
  const [layer] = capture.layers;
  const { features: d, values } = layer!;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const moved = values.map((value, at) => {
    const k = at % d;
    const other = values[at - k + (1 - k)]!;
    return scale * (k > 1 ? value : k === 0 ? c * value - s * other : c * value + s * other) + shift;
  });
  return { ...capture, layers: [{ ...layer!, values: moved }] };
}

const seeds = fc.integer({ min: 1, max: 1e6 });
const sizes = fc.integer({ min: 12, max: 40 });

describe('effective rank', () => {
  const kernels = ['gaussian', 'cosine', 'linear'];
  const rank = (capture: Capture, more: JsonObject) =>
    firstValue(capture, 'matrix-renyi', { quantity: 'effective-rank', alpha: 2, bandwidth: 1, ...more });

  it('lies between 1 and n, and a linear one between 1 and the features', () =>
    fc.assert(
      fc.asyncProperty(seeds, sizes, fc.constantFrom(...kernels), async (seed, n, kernel) => {
        const found = await rank(drawn(seed, n), { kernel });
        expect(found).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(found).toBeLessThanOrEqual((kernel === 'linear' || kernel === 'cosine' ? 2 : n) + 1e-9);
      }),
      runs,
    ));

  it('of a narrow kernel is n, of a wide one 1, and grows in between', async () => {
    const capture = drawn(5, 30);
    const found = await Promise.all([1e-3, 0.1, 1, 10, 1e4].map((bandwidth) => rank(capture, { bandwidth })));
    expect(found[0]).toBeCloseTo(30, 9);
    expect(found.at(-1)).toBeCloseTo(1, 5);
    expect(found.toSorted((a, b) => b - a)).toEqual(found);
  });

  it('does not depend on the order of the entropy', async () => {
    const capture = drawn(6, 25);
    const found = await Promise.all([0.5, 1, 2, 'inf'].map((alpha) => rank(capture, { alpha })));
    expect(new Set(found).size).toBe(1);
  });
});

describe('DiME and nulls', () => {
  const information = (more: JsonObject = {}): JsonObject => ({
    quantity: 'I(X;T)',
    alpha: 1.01,
    bandwidth: 1,
    ...more,
  });

  it('DiME is the information less its permuted mean, of T and Y too', () =>
    fc.assert(
      fc.asyncProperty(seeds, sizes, async (seed, n) => {
        const capture = drawn(seed, n, { strength: 1 });
        for (const pair of ['(X;T)', '(T;Y)']) {
          const ask = (quantity: string, value: string) =>
            firstValue(
              capture,
              'matrix-renyi',
              information({ quantity: `${quantity}${pair}`, null: { permutations: 5, value } }),
            );
          const [dime, observed, mean] = [
            await ask('DiME', 'observed'),
            await ask('I', 'observed'),
            await ask('I', 'mean'),
          ];
          expect(dime).toBeCloseTo(observed - mean, 10);
        }
      }),
      { ...runs, numRuns: 8 },
    ));

  it('p is small where T follows X, and spread over (0, 1] where it does not', async () => {
    const ask = (capture: Capture) =>
      firstValue(
        capture,
        'matrix-renyi',
        information({ bandwidth: 3, null: { permutations: 99, value: 'p' } }),
      );
    for (const seed of [1, 2, 3]) expect(await ask(drawn(seed, 40, { strength: 3 }))).toBe(0.01);
    const independent: number[] = [];
    for (let seed = 1; seed <= 40; seed += 1) independent.push(await ask(drawn(seed, 24, { dx: 1, dt: 1 })));
    const mean = independent.reduce((sum, p) => sum + p, 0) / 40;
    // uniform: 0.5, with a standard error of 0.046
    expect(Math.abs(mean - 0.505)).toBeLessThan(0.15);
    expect(independent.filter((p) => p <= 0.1).length).toBeLessThan(12);
  });

  it('of a constant layer p is 1, and nothing exceeds anything', async () => {
    const capture = drawn(2, 20);
    capture.layers[0]!.values.fill(0.5);
    for (const [kind, params] of [
      ['matrix-renyi', information()],
      ['ksg', { quantity: 'I(X;T)', base: 2, k: 3, variant: 1, norm: 'max', jitter: 0, standardise: true }],
    ] as const) {
      const ask = (value: string) =>
        firstValue(capture, kind, { ...params, null: { permutations: 99, value } });
      expect(await ask('p')).toBe(1);
      expect(await ask('excess')).toBeCloseTo(0, 9);
      expect(await ask('spread')).toBeCloseTo(0, 9);
    }
  });

  it('are the same twice, others by seed and by row, and of more permutations begin alike', async () => {
    const ask = (capture: Capture, permutations: number) =>
      firstValue(capture, 'matrix-renyi', information({ null: { permutations, value: 'mean' } }));
    const capture = drawn(4, 20);
    const first = await ask(capture, 7);
    expect(await ask(capture, 7)).toBe(first);
    expect(await ask({ ...capture, seed: 5 }, 7)).not.toBe(first);
    expect(await ask({ ...capture, iteration: 4 }, 7)).not.toBe(first);
    const [one, two] = [await ask(capture, 1), await ask(capture, 2)];
    expect(one).not.toBe(two);
    const [row] = await rowsOf(
      capture,
      'matrix-renyi',
      information({ null: { permutations: 99, value: 'mean' } }),
    );
    expect(row!.cells).toMatchObject({ quantity: 'permuted mean of I(X;T)', unit: 'bits', alpha: 1.01 });
    expect(row!.cells.method).toMatch(/^spectrum-f64; 99 permutations: mean .*, spread .*, p /);
    expect(row!.cells.stderr).toBeGreaterThan(0);
  });

  it('more samples than are kept as Gram matrices give what fewer give by the same way', async () => {
    // above 1,024 samples distances are permuted in the place of kernels
    const capture = drawn(8, 1030, { dx: 2, dt: 1, strength: 1 });
    const params = information({ alpha: 2, null: { permutations: 2, value: 'mean' } });
    const found = await firstValue(capture, 'matrix-renyi', params);
    const narrow = await firstValue(capture, 'matrix-renyi', { ...params, quantity: 'I(T;Y)' });
    expect(found).toBeGreaterThan(0);
    // by the definition: S_2 of the classes and of T, less that of both
    const { labels, layers, samples: n } = capture;
    const t = layers[0]!.values;
    const random = randomStream(8, 'permutations', 3, n);
    const entropies = [0, 1].map(() => {
      const order = random.permutation(n);
      let squares = 0;
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j < n; j += 1)
          if (labels[order[i]!] === labels[order[j]!]) squares += Math.exp(-((t[i]! - t[j]!) ** 2));
      }
      return 2 * Math.log2(n) - Math.log2(squares);
    });
    let alone = 0;
    for (const a of t) for (const b of t) alone += Math.exp(-((a - b) ** 2));
    const ofT = 2 * Math.log2(n) - Math.log2(alone);
    const ones = labels.reduce((sum, label) => sum + label, 0);
    const ofY = 2 * Math.log2(n) - Math.log2(ones ** 2 + (n - ones) ** 2);
    expect(narrow).toBeCloseTo(ofT + ofY - (entropies[0]! + entropies[1]!) / 2, 9);
  });
});

describe('synergy and redundancy of pairs of maps', () => {
  const bounds = (bandwidth: number, bound: string, of: string, seed = 1) => {
    const { layers, ...capture } = drawn(seed, 60, { dx: 1, dt: 6, strength: 1 });
    const maps = { ...capture, layers: [{ ...layers[0]!, channels: 3, features: 2 }] };
    const params = { quantity: `${of}(X;{Ti,Tj})`, alpha: 1.01, bandwidth, bound };
    return rowsOf(maps, 'matrix-renyi', params);
  };

  it('have a row a pair, the lower bound below the upper, and the minimum at the upper one', () =>
    fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom('synergy', 'redundancy'), async (seed, of) => {
        const [low, high, least] = await Promise.all(
          ['lower', 'upper', 'minimum'].map((bound) => bounds(3, bound, of, seed)),
        );
        expect(low!.map(({ cells }) => [cells.channel, cells.channel_2])).toEqual([
          [0, 1],
          [0, 2],
          [1, 2],
        ]);
        for (const [at, { cells }] of low!.entries()) {
          expect(cells.quantity).toBe(`${of}(X;{Ti,Tj})`);
          expect(high![at]!.cells.value).toBe(least![at]!.cells.value);
          // each is less its own permuted mean, so they are compared with those on top
          const mean = (text: unknown) => Number(/mean ([^,]+),/.exec(String(text))![1]);
          const raw = (row: EstimateRow) => Number(row.cells.value) + mean(row.cells.method);
          expect(raw(low![at]!)).toBeLessThanOrEqual(raw(high![at]!) + 0.005);
        }
      }),
      { numRuns: 6 },
    ));

  it('have no value where an entropy is saturated', async () => {
    for (const { cells } of await bounds(1e-3, 'lower', 'synergy'))
      expect(cells).toMatchObject({ value: null, flag: expect.stringContaining('saturated: H(X)') });
  });
});

describe('kernel alignment', () => {
  const cka = (capture: Capture, more: JsonObject = {}) =>
    firstValue(capture, 'cka', {
      quantity: 'CKA(X;T)',
      kernel: 'linear',
      width: 1,
      estimate: 'unbiased',
      ...more,
    });
  const choices = fc.record({
    kernel: fc.constantFrom('linear', 'gaussian'),
    estimate: fc.constantFrom('biased', 'unbiased'),
  });

  it('sees no turn, scale or shift, and lies between -1 and 1', () =>
    fc.assert(
      fc.asyncProperty(
        seeds,
        sizes,
        choices,
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        async (seed, n, more, scale) => {
          const capture = drawn(seed, n, { strength: 0.5 });
          const found = await cka(capture, more);
          expect(await cka(turned(capture, scale, scale, 3), more)).toBeCloseTo(found, 8);
          expect(Math.abs(found)).toBeLessThanOrEqual(1);
          if (more.estimate === 'biased') expect(found).toBeGreaterThanOrEqual(0);
        },
      ),
      runs,
    ));

  it('of independent layers is 0 on average where it is unbiased, and as DESIGN says where it is not', async () => {
    const found: number[] = [];
    for (let seed = 1; seed <= 40; seed += 1) found.push(await cka(drawn(seed, 30, { dx: 40, dt: 30 })));
    const mean = found.reduce((sum, one) => sum + one, 0) / 40;
    const spread = Math.sqrt(found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 39);
    expect(Math.abs(mean)).toBeLessThan((4 * spread) / Math.sqrt(40));
    const biased = await cka(drawn(1, 128, { dx: 784, dt: 600 }), { estimate: 'biased' });
    expect(Math.abs(biased - Math.sqrt((784 * 600) / ((128 + 784) * (128 + 600))))).toBeLessThan(0.01);
  });

  it('of a layer and itself is 1', async () => {
    const capture = drawn(9, 16);
    const [layer] = capture.layers;
    const twice = { ...capture, layers: [layer!, { ...layer!, index: 4 }] };
    for (const kernel of ['linear', 'gaussian'])
      for (const estimate of ['biased', 'unbiased']) {
        const [row] = await rowsOf(twice, 'cka', { quantity: 'CKA(Ti;Tj)', kernel, width: 1, estimate });
        expect(row).toMatchObject({
          layer: 0,
          cells: { channel_2: 4, value: expect.closeTo(1, 12), unit: '' },
        });
      }
  });

  it('has no value where a term is 0, and says whose', async () => {
    const capture = drawn(9, 16);
    capture.labels.fill(1);
    const [row] = await rowsOf(capture, 'cka', {
      quantity: 'CKA(T;Y)',
      kernel: 'linear',
      width: 1,
      estimate: 'unbiased',
    });
    expect(row!.cells).toMatchObject({ value: null, flag: 'collapsed: Y' });
  });
});

describe('intrinsic dimension', () => {
  const methods = ['two-nn', 'mle', 'participation-ratio'];
  const dimension = (capture: Capture, method: string, more: JsonObject = {}) =>
    firstValue(capture, 'intrinsic-dimension', { quantity: 'dimension', of: 'T', method, k: 5, ...more });

  it('sees no turn, scale or shift, and is above 0', () =>
    fc.assert(
      fc.asyncProperty(seeds, sizes, fc.constantFrom(...methods), async (seed, n, method) => {
        const capture = drawn(seed, n, { dt: 4 });
        const found = await dimension(capture, method);
        expect(await dimension(turned(capture, 1, 7, -2), method)).toBeCloseTo(found, 8);
        expect(found).toBeGreaterThan(0);
      }),
      runs,
    ));

  it('a participation ratio is at most the features and at most n - 1', () =>
    fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 2, max: 9 }), async (seed, n) => {
        const found = await dimension(drawn(seed, n, { dt: 6 }), 'participation-ratio');
        expect(found).toBeLessThanOrEqual(Math.min(6, n - 1) + 1e-9);
        expect(found).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
      runs,
    ));

  it('does not change with features that are copies, and counts samples that coincide once', async () => {
    const capture = drawn(3, 60, { dt: 2 });
    const [layer] = capture.layers;
    const copies = {
      ...layer!,
      features: 4,
      values: Float64Array.from(
        { length: 240 },
        (_, at) => layer!.values[Math.floor(at / 4) * 2 + (at % 2)]!,
      ),
    };
    for (const method of methods) {
      const found = await dimension(capture, method);
      expect(await dimension({ ...capture, layers: [copies] }, method)).toBeCloseTo(found, 9);
    }
    const tied = { ...layer!, values: layer!.values.slice() };
    tied.values.copyWithin(0, 6, 12);
    const fewer = {
      ...capture,
      samples: 57,
      layers: [{ ...layer!, values: layer!.values.slice(6) }],
      inputs: capture.inputs.slice(9),
      labels: capture.labels.slice(3),
    };
    for (const method of ['two-nn', 'mle']) {
      const [row] = await rowsOf({ ...capture, layers: [tied] }, 'intrinsic-dimension', {
        quantity: 'dimension',
        of: 'T',
        method,
        k: 5,
      });
      expect(row!.cells.flag).toBe('ties: 3 of 60');
      expect(row!.cells.value).toBeCloseTo(await dimension(fewer, method), 12);
    }
  });
});
