import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomNumbers } from '../kernels/random-samples.ts';

const orders = [0.7, 1, 1.01, 2, 5, 'inf'] as const;
const d = 6;

/** A capture of one variable X and a layer of one, from rows of numbers. */
function captureOf(x: readonly (readonly number[])[], t: readonly (readonly number[])[]): Capture {
  return {
    iteration: 0,
    samples: x.length,
    classes: 1,
    inputs: Float32Array.from(x.flat()),
    labels: new Int32Array(x.length),
    layers: [{ index: 0, channels: 1, features: t[0]!.length, values: Float32Array.from(t.flat()) }],
    lossError: new Float32Array(),
  };
}

async function estimate(capture: Capture, quantity: string, alpha: (typeof orders)[number]): Promise<number> {
  const params = { probe: 'p', quantity, alpha, bandwidth: 1.5 };
  const [rows] = await estimateCapture(capture, [{ kind: 'matrix-renyi', params }], plainNumerics, ownKinds);
  return Number(rows![0]!.cells.value);
}

const rows = fc.record({ n: fc.integer({ min: 2, max: 12 }), seed: fc.integer() }).map(({ n, seed }) => {
  const next = randomNumbers(seed);
  const draw = () => Array.from({ length: n }, () => Array.from({ length: d }, () => 4 * next() - 2));
  return { x: draw(), t: draw(), next };
});
const drawn = fc.record({ data: rows, alpha: fc.constantFrom(...orders) });

/** A product of plane rotations and a reflection: an orthogonal map. */
function turned(samples: readonly (readonly number[])[], next: () => number): number[][] {
  const turns = Array.from({ length: 12 }, () => ({
    i: Math.floor(d * next()),
    j: Math.floor(d * next()),
    angle: 6.28 * next(),
  }));
  return samples.map((sample) => {
    const row = [...sample];
    for (const { i, j, angle } of turns) {
      if (i === j) row[i] = -row[i]!;
      else {
        const [a, b] = [row[i]!, row[j]!];
        row[i] = Math.cos(angle) * a - Math.sin(angle) * b;
        row[j] = Math.sin(angle) * a + Math.cos(angle) * b;
      }
    }
    return row;
  });
}

/** Round-off of float32 samples moves the values by some 1e-7; below order 1 small eigenvalues weigh more. */
const slack = (alpha: (typeof orders)[number]) => (alpha === 0.7 ? 1e-4 : 2e-6);
const same = (
  check: (
    a: (typeof orders)[number],
    data: { x: number[][]; t: number[][]; next: () => number },
  ) => Promise<[number, number]>,
) =>
  fc.assert(
    fc.asyncProperty(drawn, async ({ data, alpha }) => {
      const [a, b] = await check(alpha, data);
      expect(Math.abs(a - b)).toBeLessThan(slack(alpha));
    }),
    { numRuns: 60 },
  );

describe('what does not change an estimate', () => {
  it('an orthogonal map of the features', () =>
    same(async (alpha, { x, t, next }) => [
      await estimate(captureOf(x, t), 'I(X;T)', alpha),
      await estimate(captureOf(turned(x, next), turned(t, next)), 'I(X;T)', alpha),
    ]));

  it('the order of the features, and a shift of them all', () =>
    same(async (alpha, { x, t }) => [
      await estimate(captureOf(x, t), 'I(X;T)', alpha),
      await estimate(
        captureOf(
          x.map((row) => [...row].reverse()),
          t.map((row) => row.map((value) => value + 3)),
        ),
        'I(X;T)',
        alpha,
      ),
    ]));

  it('the order of the samples', () =>
    same(async (alpha, { x, t }) => [
      await estimate(captureOf(x, t), 'I(X;T)', alpha),
      await estimate(captureOf([...x].reverse(), [...t].reverse()), 'I(X;T)', alpha),
    ]));

  it('every sample twice', () =>
    same(async (alpha, { x, t }) => [
      await estimate(captureOf(x, t), 'I(X;T)', alpha),
      await estimate(captureOf([...x, ...x], [...t, ...t]), 'I(X;T)', alpha),
    ]));
});

describe('special variables', () => {
  it('I(X;X) is 2 S(X) - S(X,X), whose kernel is that of width s / sqrt 2', () =>
    same(async (alpha, { x }) => {
      const scaled = x.map((row) => row.map((value) => value * Math.SQRT2));
      const entropyOf = (samples: number[][]) => estimate(captureOf(samples, samples), 'H(T)', alpha);
      return [
        await estimate(captureOf(x, x), 'I(X;T)', alpha),
        2 * (await entropyOf(x)) - (await entropyOf(scaled)),
      ];
    }));

  it('a constant says nothing', () =>
    same(async (alpha, { x }) => [
      await estimate(
        captureOf(
          x,
          x.map(() => new Array<number>(d).fill(0.25)),
        ),
        'I(X;T)',
        alpha,
      ),
      0,
    ]));
});
