import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { labelEntropy } from '../../runner/kernels/label-entropy.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomStream } from '../../runner/random/stream.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import { randomNumbers } from '../kernels/random-samples.ts';

const ksg = { base: 2, k: 3, variant: 1, norm: 'max', standardise: true, jitter: 0 };
const kde = { base: 2, noiseVariance: 0.1, bound: 'upper' };
const renyi = { base: 2, alpha: 1.01 };
const same = (params: JsonObject) => () => params;

interface Case {
  readonly kind: string;
  /** Settings for a T that is multiplied by a factor: the same where the quantity does not depend on the unit of T. */
  readonly settings: (factor: number) => JsonObject;
}

/** Every kind of estimator of a layer, in its unit. */
const cases: readonly (readonly [about: string, Case])[] = [
  ...(['I(X;T)', 'I(T;Y)'] as const).flatMap((quantity) =>
    (['max', 'euclidean'] as const).flatMap((norm) =>
      ([1, 2] as const).map((variant): [string, Case] => [
        `ksg ${quantity}, ${norm}, variant ${variant}`,
        { kind: 'ksg', settings: same({ ...ksg, quantity, norm, variant }) },
      ]),
    ),
  ),
  [
    'binning, adaptive',
    { kind: 'binning', settings: same({ base: 2, quantity: 'H(T)', edges: { adaptive: 7 } }) },
  ],
  [
    'binning, quantiles',
    { kind: 'binning', settings: same({ base: 2, quantity: 'I(T;Y)', edges: { quantiles: 3 } }) },
  ],
  [
    'kde I(X;T)',
    { kind: 'kde', settings: (c) => ({ ...kde, quantity: 'I(X;T)', noiseVariance: 0.1 * c * c }) },
  ],
  [
    'kde I(T;Y)',
    { kind: 'kde', settings: (c) => ({ ...kde, quantity: 'I(T;Y)', noiseVariance: 0.1 * c * c }) },
  ],
  ['linear-probe', { kind: 'linear-probe', settings: same({ quantity: 'accuracy', l2: 0.001, fit: 0.5 }) }],
  ...['I(X;T)', 'I(T;Y)'].flatMap((quantity): [string, Case][] => [
    [
      `matrix-renyi ${quantity}, median`,
      { kind: 'matrix-renyi', settings: same({ ...renyi, quantity, bandwidth: 'median' }) },
    ],
    [
      `matrix-renyi ${quantity}, knn`,
      { kind: 'matrix-renyi', settings: same({ ...renyi, quantity, bandwidth: { knn: 4 } }) },
    ],
    [
      `matrix-renyi ${quantity}, a number`,
      {
        kind: 'matrix-renyi',
        settings: (c) => ({ ...renyi, quantity, bandwidth: 0.7 * c, bandwidthX: 0.7 }),
      },
    ],
  ]),
];

const d = 2;

/** Samples in steps of 2^-20, so that sums with whole numbers are exact; in steps of 1/4 many tie. */
function drawn(seed: number, n: number, step: number) {
  const next = randomNumbers(seed);
  const round = (value: number) => Math.round(value / step) * step;
  const x = Float64Array.from({ length: n * d }, () => round(next()));
  const t = x.map((value) => round(value / 2 + next() / 2));
  return {
    x,
    t,
    labels: Int32Array.from({ length: n }, (_, i) => (t[i * d]! > 0.5 || next() > 0.8 ? 1 : 0)),
  };
}

function captureOf({ x, t, labels }: ReturnType<typeof drawn>): Capture {
  return {
    iteration: 0,
    samples: labels.length,
    classes: 2,
    inputs: x,
    labels,
    lossError: new Float32Array(),
    layers: [{ index: 0, channels: 1, features: d, values: t }],
  };
}

async function estimateOf(capture: Capture, { kind, settings }: Case, factor = 1): Promise<number> {
  const [rows] = await estimateCapture(
    capture,
    [{ kind, params: settings(factor) }],
    plainNumerics,
    ownKinds,
  );
  return Number(rows![0]!.cells.value);
}

const samples = fc
  .record({
    seed: fc.integer(),
    n: fc.integer({ min: 8, max: 40 }),
    step: fc.constantFrom(2 ** -20, 1 / 4),
  })
  .map(({ seed, n, step }) => drawn(seed, n, step));
/** Differences of values that are far from 0 keep their digits with these offsets. */
const offsets = fc.constantFrom(-3, 0.5, 1000, 1e8, -1e8);
const powers = fc.integer({ min: -12, max: 12 }).map((power) => 2 ** power);

describe.each(cases)('%s', (_, each) => {
  it('does not change with the offset of T, even of 1e8', () =>
    fc.assert(
      fc.asyncProperty(samples, offsets, async (given, offset) => {
        const before = await estimateOf(captureOf(given), each);
        const moved = { ...given, t: given.t.map((value) => value + offset) };
        expect(Math.abs((await estimateOf(captureOf(moved), each)) - before)).toBeLessThan(1e-7);
      }),
      { numRuns: 15 },
    ));

  it('does not change with the unit of T', () =>
    fc.assert(
      fc.asyncProperty(samples, powers, async (given, factor) => {
        const before = await estimateOf(captureOf(given), each);
        const scaled = { ...given, t: given.t.map((value) => factor * value) };
        expect(Math.abs((await estimateOf(captureOf(scaled), each, factor)) - before)).toBeLessThan(1e-9);
      }),
      { numRuns: 15 },
    ));
});

// A linear probe is fitted on the samples that its seed draws by their place.
describe.each(cases.filter(([, { kind }]) => kind !== 'linear-probe'))('%s', (_, each) => {
  it('does not change with the order of samples', () =>
    fc.assert(
      fc.asyncProperty(samples, fc.integer(), async (given, seed) => {
        const order = [...randomStream(seed, 'order').permutation(given.labels.length)];
        const rows = (values: Float64Array) =>
          Float64Array.from(order.flatMap((i) => [...values.subarray(i * d, (i + 1) * d)]));
        const other = {
          x: rows(given.x),
          t: rows(given.t),
          labels: Int32Array.from(order, (i) => given.labels[i]!),
        };
        const before = await estimateOf(captureOf(given), each);
        expect(Math.abs((await estimateOf(captureOf(other), each)) - before)).toBeLessThan(1e-9);
      }),
      { numRuns: 15 },
    ));
});

describe.each(cases.filter(([, { kind }]) => kind !== 'linear-probe'))('%s', (_, each) => {
  it('is never above H(Y) where it is of the class, nor above log2 n', () =>
    fc.assert(
      fc.asyncProperty(samples, fc.boolean(), async (given, told) => {
        const t = told ? given.t.map((value, at) => value + 50 * given.labels[Math.floor(at / d)]!) : given.t;
        const n = given.labels.length;
        const ofClass = each.settings(1).quantity === 'I(T;Y)';
        const most = ofClass ? labelEntropy(given.labels, 1) : Math.log2(n);
        expect(await estimateOf(captureOf({ ...given, t }), each)).toBeLessThanOrEqual(most + 1e-9);
      }),
      { numRuns: 15 },
    ));
});

describe('ksg', () => {
  it('does not change with the unit of X: times 1000, 1.14 bits were 0.02', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.constantFrom('max', 'euclidean'),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        async (seed, norm, factor) => {
          const given = drawn(seed, 30, 2 ** -20);
          const each = { kind: 'ksg', settings: same({ ...ksg, quantity: 'I(X;T)', norm }) };
          const scaled = { ...given, x: given.x.map((value) => factor * value) };
          expect(
            Math.abs(
              (await estimateOf(captureOf(scaled), each)) - (await estimateOf(captureOf(given), each)),
            ),
          ).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 30 },
    ));

  it('depends on it only when not standardised', async () => {
    const given = drawn(5, 200, 2 ** -20);
    const scaled = { ...given, x: given.x.map((value) => 1000 * value) };
    const each = { kind: 'ksg', settings: same({ ...ksg, quantity: 'I(X;T)', standardise: false }) };
    expect(await estimateOf(captureOf(scaled), each)).toBeLessThan(
      0.5 * (await estimateOf(captureOf(given), each)),
    );
  });
});
