import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomStream } from '../../runner/random/stream.ts';
import type { Json } from '../../src/plan/plan.ts';
import { smallCapture } from '../estimation/small-capture.ts';

type Settings = Readonly<Record<string, Json>>;

const binning = { base: 2, edges: { range: [0, 1], bins: 2 } };
const kde = { base: 2, noiseVariance: 0.1, bound: 'upper' };
const ksg = { base: 2, k: 3, variant: 1, norm: 'max', standardise: true, jitter: 0 };
const linear = { quantity: 'accuracy', l2: 0.001, fit: 0.5 };
const all: readonly (readonly [kind: string, params: Settings])[] = [
  ['binning', { ...binning, quantity: 'H(T)' }],
  ['binning', { ...binning, quantity: 'I(X;T)' }],
  ['binning', { ...binning, quantity: 'I(T;Y)', edges: { quantiles: 2 } }],
  ['kde', { ...kde, quantity: 'H(T)' }],
  ['kde', { ...kde, quantity: 'I(X;T)', bound: 'lower' }],
  ['kde', { ...kde, quantity: 'I(T;Y)' }],
  ['ksg', { ...ksg, quantity: 'I(X;T)' }],
  ['ksg', { ...ksg, quantity: 'I(X;T)', variant: 2, norm: 'euclidean' }],
  ['ksg', { ...ksg, quantity: 'I(T;Y)' }],
  ['linear-probe', linear],
];

async function cellsOf(capture: Capture, ...estimators: readonly (readonly [string, Settings])[]) {
  const jobs = estimators.map(([kind, params]) => ({ kind, params }));
  const rows = await estimateCapture(capture, jobs, plainNumerics, ownKinds);
  return rows.map((each) => each.map(({ layer, cells }) => ({ layer, ...cells }) as Record<string, unknown>));
}

const valuesOf = async (capture: Capture, kind: string, params: Settings) =>
  (await cellsOf(capture, [kind, params]))[0]!.map((cells) => Number(cells.value));

/** A capture whose layer is the given numbers, one a sample. */
function oneUnit(values: readonly number[], labels: readonly number[]): Capture {
  return {
    iteration: 0,
    samples: values.length,
    classes: 4,
    inputs: Float32Array.from(values.keys()),
    labels: Int32Array.from(labels),
    lossError: new Float32Array(),
    layers: [{ index: 0, channels: 1, features: 1, values: Float32Array.from(values) }],
  };
}

describe('rows of the Shannon estimators', () => {
  it.each(all.slice(0, -1))('%s %j: nats are ln 2 times bits', async (kind, params) => {
    const capture = smallCapture(3);
    const bits = await valuesOf(capture, kind, params);
    const nats = await valuesOf(capture, kind, { ...params, base: 'e' });
    for (const [at, value] of nats.entries()) expect(value).toBeCloseTo(bits[at]! * Math.LN2, 12);
  });

  it('all on one capture, beside matrix-renyi, give what each gives alone', async () => {
    const capture = smallCapture(4);
    const renyi = [
      'matrix-renyi',
      { quantity: 'I(X;T)', alpha: 1.01, bandwidth: { silverman: 5 }, base: 2 },
    ] as const;
    const together = await cellsOf(capture, renyi, ...all, renyi);
    for (const [at, job] of all.entries()) {
      expect(together[at + 1]).toEqual((await cellsOf(capture, job))[0]);
    }
  });

  it.each(all)('%s %j: says where a value is not finite', async (kind, params) => {
    const capture = smallCapture(5);
    capture.layers[1]!.values[8 * 3 + 2] = Number.NaN;
    await expect(cellsOf(capture, [kind, params])).rejects.toThrow(/NaN at sample 3, feature 2/);
  });
});

describe('binning', () => {
  const capture = oneUnit([0.1, 0.2, 0.6, 0.7, 0.8, 0.9, 0.1, 0.9], [0, 0, 1, 1, 1, 1, 2, 2]);

  it('gives entropies of the joint states of the bins, counted by hand', async () => {
    const h = (...counts: number[]) =>
      counts.reduce((sum, count) => sum - (count / 8) * Math.log2(count / 8), 0);
    expect(await valuesOf(capture, 'binning', { ...binning, quantity: 'H(T)' })).toEqual([h(3, 5)]);
    expect(await valuesOf(capture, 'binning', { ...binning, quantity: 'I(X;T)' })).toEqual([h(3, 5)]);
    const [information] = await valuesOf(capture, 'binning', { ...binning, quantity: 'I(T;Y)' });
    expect(information).toBeCloseTo(h(3, 5) + h(2, 4, 2) - h(2, 4, 1, 1), 12);
  });

  it('names what is saturated or collapsed, and the edges', async () => {
    const fine = { ...binning, quantity: 'H(T)', edges: { width: 1e-3 } };
    const [[saturated], [collapsed]] = (await cellsOf(
      oneUnit([1, 2, 3, 4], [0, 0, 1, 1]),
      ['binning', fine],
      ['binning', { ...fine, edges: { adaptive: 1 } }],
    )) as [Record<string, unknown>[], Record<string, unknown>[]];
    expect(saturated).toMatchObject({ value: 2, flag: 'saturated: H(T)', bandwidth: 'bins of width 0.001' });
    expect(collapsed).toMatchObject({
      value: 0,
      flag: 'collapsed: H(T)',
      bandwidth: 'bins over the range: 1',
    });
  });
});

describe('bins of a range', () => {
  const values = [-5, -4, 0.1, 0.2, 0.6, 0.7, 3, 9];
  const of = async (range: [number, number]) =>
    (
      await cellsOf(oneUnit(values, []), [
        'binning',
        { ...binning, quantity: 'H(T)', edges: { range, bins: 2 } },
      ])
    )[0]![0]!;

  it('say how many values they miss', async () => {
    expect(await of([0, 1])).toMatchObject({ value: 1, flag: 'outside: 50 % of T' });
    expect(await of([-5, 9])).toMatchObject({ flag: null });
    expect(await of([10, 11])).toMatchObject({ value: 0, flag: 'collapsed: H(T); outside: 100 % of T' });
  });
});

describe('one class alone', () => {
  it.each(['binning', 'kde', 'linear-probe'])('is flagged by %s', async (kind) => {
    const capture = { ...smallCapture(3), labels: new Int32Array(24).fill(2) };
    const params = { binning: { ...binning, quantity: 'I(T;Y)' }, kde: { ...kde, quantity: 'I(T;Y)' } }[kind];
    const [rows] = await cellsOf(capture, [kind, params ?? linear]);
    for (const { flag } of rows!) expect(String(flag)).toMatch(/collapsed: Y/);
  });
});

describe('kde', () => {
  it('keeps the lower bound below the upper, both between 0 and log2 n', async () => {
    for (const noiseVariance of [1e-3, 0.1, 10]) {
      const settings = { ...kde, quantity: 'I(X;T)', noiseVariance };
      const lower = await valuesOf(smallCapture(6), 'kde', { ...settings, bound: 'lower' });
      const upper = await valuesOf(smallCapture(6), 'kde', settings);
      for (const [at, value] of lower.entries()) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(upper[at]!);
        expect(upper[at]!).toBeLessThanOrEqual(Math.log2(24) + 1e-12);
      }
    }
  });

  it('gives H(Y) as I(T;Y) where the classes lie far apart, and the noise entropy on top in H(T)', async () => {
    const capture = oneUnit([0, 0, 0, 0, 90, 90, 90, 90], [0, 0, 0, 0, 1, 1, 1, 1]);
    expect((await valuesOf(capture, 'kde', { ...kde, quantity: 'I(T;Y)' }))[0]).toBeCloseTo(1, 12);
    const noise = 0.5 * Math.log2(2 * Math.PI * Math.E * 0.1);
    expect((await valuesOf(capture, 'kde', { ...kde, quantity: 'H(T)' }))[0]).toBeCloseTo(1 + noise, 12);
  });
});

describe('ksg', () => {
  it('counts ties and leaves the value; jitter only when asked, and the same for the same seed', async () => {
    const capture = smallCapture(7);
    capture.layers[1]!.values.fill(0, 0, 8 * 10);
    const plain = { ...ksg, quantity: 'I(X;T)' };
    const [[, tied], [, moved], [, again]] = (await cellsOf(
      capture,
      ['ksg', plain],
      ['ksg', { ...plain, jitter: 1e-9 }],
      ['ksg', { ...plain, jitter: 1e-9 }],
    )) as Record<string, unknown>[][];
    expect(tied!.flag).toBe('ties: 10 of 24');
    expect(moved!.flag).toBeNull();
    expect(moved!.bandwidth).toBe('k = 3, max norm, jitter 1e-9');
    expect(again).toEqual(moved);
    const strong = { ...plain, jitter: 0.3 };
    const withSeed = (seed: number) => valuesOf({ ...capture, seed }, 'ksg', strong);
    expect(await withSeed(5)).not.toEqual(await withSeed(6));
  });

  it('gives 0 to what is constant, and says so', async () => {
    const varied = Array.from({ length: 20 }, (_, i) => Math.sin(i));
    const labels = varied.map((_, i) => i % 2);
    const dead = oneUnit(new Array(20).fill(0.3), labels);
    const ixt = { ...ksg, quantity: 'I(X;T)' };
    const ity = { ...ksg, quantity: 'I(T;Y)' };
    for (const jitter of [0, 1e-8]) {
      const [[x], [y]] = (await cellsOf(
        dead,
        ['ksg', { ...ixt, jitter }],
        ['ksg', { ...ity, jitter }],
      )) as Record<string, unknown>[][];
      expect(x).toMatchObject({ value: 0, flag: 'collapsed: T' });
      expect(y).toMatchObject({ value: 0, flag: 'collapsed: T' });
    }
    const still = { ...oneUnit(varied, labels), inputs: new Float32Array(20).fill(7) };
    expect((await cellsOf(still, ['ksg', ixt]))[0]![0]).toMatchObject({ value: 0, flag: 'collapsed: X' });
    const one = oneUnit(varied, new Array(20).fill(3));
    expect((await cellsOf(one, ['ksg', ity]))[0]![0]).toMatchObject({ value: 0, flag: 'collapsed: Y' });
  });

  it('says what it leaves out, and has no value where that is all', async () => {
    const values = [0, 1, 100, 102, 7];
    const ity = { ...ksg, quantity: 'I(T;Y)', k: 1 };
    const [[left]] = (await cellsOf(oneUnit(values, [0, 0, 1, 1, 2]), ['ksg', ity])) as [
      Record<string, unknown>[],
    ];
    expect(left).toMatchObject({ value: 1, flag: 'alone: 1 of 5' });
    const [[none]] = (await cellsOf(oneUnit(values, [0, 1, 2, 3, 4]), ['ksg', ity])) as [
      Record<string, unknown>[],
    ];
    expect(none).toMatchObject({ value: null, flag: 'undefined: every class has one sample' });
  });

  it('says where it can tell no more than how many samples there are', async () => {
    const values = Array.from({ length: 50 }, (_, i) => Math.sin(i));
    const capture = { ...oneUnit(values, []), inputs: Float32Array.from(values) };
    const [[same]] = (await cellsOf(capture, ['ksg', { ...ksg, quantity: 'I(X;T)', base: 'e' }])) as [
      Record<string, unknown>[],
    ];
    expect(same!.flag).toBe('saturated: I(X;T)');
    // psi(50) - psi(3)
    expect(same!.value).toBeCloseTo(2.9792053383294252, 12);
  });

  it('needs more samples than neighbours', async () => {
    await expect(cellsOf(smallCapture(1, 3), ['ksg', { ...ksg, quantity: 'I(X;T)' }])).rejects.toThrow(
      /more than 3/,
    );
  });
});

describe('linear-probe', () => {
  const labels = Array.from({ length: 200 }, (_, i) => i % 4);

  it('is right on classes that lie apart, and guesses where the layer is constant', async () => {
    const apart = oneUnit(
      labels.map((label, i) => 100 * label + (i % 7)),
      labels,
    );
    const wide: Capture = {
      ...apart,
      layers: [
        {
          index: 0,
          channels: 1,
          features: 4,
          values: Float32Array.from(
            labels.flatMap((label) => [0, 1, 2, 3].map((k) => (k === label ? 1 : 0))),
          ),
        },
        { index: 1, channels: 1, features: 1, values: new Float32Array(200).fill(0.3) },
      ],
    };
    const [[right, guess]] = (await cellsOf(wide, ['linear-probe', linear])) as [Record<string, unknown>[]];
    expect(right).toMatchObject({ value: 1, stderr: 0, unit: 'share', flag: null });
    expect(guess).toMatchObject({ flag: 'collapsed: T; chance: not above the most frequent class' });
    expect(Number(guess!.value)).toBeLessThan(0.35);
  });

  it('does not depend on the scale of the layer', async () => {
    const capture = smallCapture(8, 120);
    const scaled = {
      ...capture,
      layers: capture.layers.map((layer) => ({
        ...layer,
        values: layer.values.map((value) => 1024 * value + 8),
      })),
    };
    expect(await valuesOf(scaled, 'linear-probe', linear)).toEqual(
      await valuesOf(capture, 'linear-probe', linear),
    );
  });

  it('says what one class for all gives, and where nothing is above it', async () => {
    const random = randomStream(4, 'noise');
    const common = Array.from({ length: 400 }, (_, i) => (i % 20 === 0 ? 1 : 0));
    const noise = oneUnit(
      common.map(() => random.normal()),
      common,
    );
    const told = oneUnit(
      common.map((label) => 10 * label + random.normal()),
      common,
    );
    const majority = { ...linear, quantity: 'majority' };
    const [[of], [most]] = (await cellsOf(noise, ['linear-probe', linear], ['linear-probe', majority])) as [
      Record<string, unknown>[],
      Record<string, unknown>[],
    ];
    expect(Number(of!.value)).toBeGreaterThan(0.9);
    expect(of!.flag).toBe('chance: not above the most frequent class');
    expect(of!.value).toBe(most!.value);
    expect(String(of!.method)).toContain(`most frequent class ${Number(most!.value).toFixed(3)}`);
    expect(most).toMatchObject({ quantity: 'majority', unit: 'share', flag: null });
    const [[right]] = (await cellsOf(told, ['linear-probe', linear])) as [Record<string, unknown>[]];
    expect(right).toMatchObject({ value: 1, flag: null });
  });

  it('splits by the seed', async () => {
    const of = (seed: number) => valuesOf({ ...smallCapture(9, 120), seed }, 'linear-probe', linear);
    expect(await of(1)).toEqual(await of(1));
    expect(await of(1)).not.toEqual(await of(2));
  });

  it('needs a sample on either side', async () => {
    await expect(cellsOf(smallCapture(1, 4), ['linear-probe', { ...linear, fit: 0.1 }])).rejects.toThrow(
      /0 of 4/,
    );
  });
});
