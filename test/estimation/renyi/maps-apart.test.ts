import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../runner/contract/capture.ts';
import { ordersOfMap } from '../../../runner/estimation/renyi/maps-apart.ts';
import { randomStream } from '../../../runner/random/stream.ts';
import type { JsonObject } from '../../../src/plan/json.ts';
import { renyiRows } from './renyi-rows-of.ts';

/** One capture of C maps of one number that follow X, whose permutations are of a seed. */
function drawn(seed: number, maps: number, { n = 40, follow = 1, scale = 1 } = {}): Capture {
  const random = randomStream(5, 'test maps');
  const inputs = Float64Array.from({ length: n }, () => random.normal());
  const values = Float64Array.from(
    { length: n * maps },
    (_, at) => scale * (follow * inputs[Math.floor(at / maps)]! + random.normal()),
  );
  const layer = { index: 0, channels: maps, features: 1, values };
  const labels = new Int32Array(n);
  return { iteration: 3, seed, samples: n, classes: 1, inputs, labels, layers: [layer], lossError: inputs };
}

async function cells(capture: Capture, value: string, more: JsonObject = {}, permutations = 20) {
  const params = { quantity: 'redundancy', alpha: 1.01, bandwidth: 1, ...more };
  const [row] = await renyiRows(capture, { ...params, null: { permutations, value, maps: 'apart' } });
  return row!.cells;
}

describe('maps that are permuted apart', () => {
  it.each(['redundancy', 'relative-redundancy'])(
    '%s: what is above their mean, and what is left open',
    async (quantity) => {
      const capture = drawn(1, 4);
      const [observed, mean, excess] = await Promise.all(
        ['observed', 'mean', 'excess'].map((value) => cells(capture, value, { quantity })),
      );
      expect(Number(excess!.value)).toBeCloseTo(Number(observed!.value) - Number(mean!.value), 12);
      expect(excess!.stderr).toBe(mean!.stderr);
      expect(observed!.stderr).toBeNull();
      expect([observed!.quantity, mean!.quantity, excess!.quantity]).toEqual([
        quantity,
        `${quantity} of permuted maps`,
        `excess of ${quantity} over permuted maps`,
      ]);
      const [plain] = await renyiRows(capture, { quantity, alpha: 1.01, bandwidth: 1 });
      expect(observed!.value).toBe(plain!.cells.value);
    },
  );

  it.each(['redundancy', 'relative-redundancy'])(
    '%s: other permutations give what the standard error says',
    async (quantity) => {
      const trials = 60;
      const found = await Promise.all(
        Array.from({ length: trials }, (_, seed) => cells(drawn(seed, 5, { n: 30 }), 'mean', { quantity })),
      );
      const values = found.map(({ value }) => Number(value));
      const mean = values.reduce((sum, one) => sum + one, 0) / trials;
      const spread = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (trials - 1));
      const told = Math.sqrt(found.reduce((sum, { stderr }) => sum + Number(stderr) ** 2, 0) / trials);
      // 60 values give a spread to a tenth
      expect(spread / told).toBeGreaterThan(0.7);
      expect(spread / told).toBeLessThan(1.4);
    },
  );

  it('of maps that have nothing to do with anything exceed their permutations by nothing', async () => {
    const trials = 30;
    const found = await Promise.all(
      Array.from({ length: trials }, (_, seed) => {
        const random = randomStream(seed, 'unrelated');
        const capture = drawn(seed, 6, { follow: 0 });
        const { layers } = capture;
        layers[0]!.values.forEach((_, at, all) => {
          all[at] = random.normal();
        });
        return cells(capture, 'excess');
      }),
    );
    const values = found.map(({ value }) => Number(value));
    const mean = values.reduce((sum, one) => sum + one, 0) / trials;
    const spread = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (trials - 1));
    expect(Math.abs(mean)).toBeLessThan((3.5 * spread) / Math.sqrt(trials));
  });

  it('are flagged where most of the redundancy is theirs', async () => {
    const narrow = await cells(drawn(1, 12, { follow: 0 }), 'excess', { bandwidth: 0.3 });
    expect(narrow.flag).toContain('number of maps');
    expect(narrow.method).toMatch(/20 permutations of each map: mean [\d.]+$/);
    const copies = drawn(1, 2, { follow: 5 });
    const wide = await cells(copies, 'excess', { bandwidth: 4 });
    expect(Number(wide.value)).toBeGreaterThan(0);
    expect(wide.flag ?? '').not.toContain('number of maps');
  });

  it('have no share where they say nothing', async () => {
    const dead = drawn(1, 3, { scale: 0 });
    const none = { value: null, flag: expect.stringMatching(/^undefined/) };
    expect(await cells(dead, 'mean', { quantity: 'relative-redundancy' })).toMatchObject(none);
    expect((await cells(dead, 'mean')).value).toBeCloseTo(0, 9);
  });

  it('more samples than are kept as Gram matrices give what the definition says', async () => {
    const n = 1030;
    const capture = drawn(4, 2, { n });
    const found = await cells(capture, 'mean', { alpha: 2 }, 2);
    const t = capture.layers[0]!.values;
    const orders = [0, 1].map((map) => ordersOfMap(capture, map, 2).map(({ places }) => places));
    /** S_2 of X where asked, and of maps in orders of theirs. */
    const entropy = (withX: boolean, ...maps: readonly (readonly [map: number, places: Uint32Array])[]) => {
      let squares = 0;
      for (let i = 0; i < n; i += 1)
        for (let j = 0; j < n; j += 1) {
          let distance = withX ? (capture.inputs[i]! - capture.inputs[j]!) ** 2 : 0;
          for (const [map, places] of maps)
            distance += (t[2 * places[i]! + map]! - t[2 * places[j]! + map]!) ** 2;
          squares += Math.exp(-distance);
        }
      return 2 * Math.log2(n) - Math.log2(squares);
    };
    const hx = entropy(true);
    let expected = 0;
    for (const at of [0, 1]) {
      const both = [0, 1].map((map) => [map, orders[map]![at]!] as const);
      for (const one of both) expected += (hx + entropy(false, one) - entropy(true, one)) / 2;
      expected -= (hx + entropy(false, ...both) - entropy(true, ...both)) / 2;
    }
    expect(Number(found.value)).toBeCloseTo(expected, 9);
  });

  it('the first orders of many are the few of few, and each map has its own', () => {
    const capture = drawn(1, 2);
    const many = ordersOfMap(capture, 1, 5);
    expect(many.slice(0, 2)).toEqual(ordersOfMap(capture, 1, 2));
    expect(new Set([...many, ...ordersOfMap(capture, 0, 5)].map(({ places }) => places.join())).size).toBe(
      10,
    );
  });
});
