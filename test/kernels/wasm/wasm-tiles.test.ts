import { describe, expect, it } from 'vitest';
import type { KernelSamples } from '../../../runner/contract/numerics.ts';
import { gaussianGram } from '../../../runner/kernels/gaussian-gram.ts';
import { type Numerics, plainNumerics } from '../../../runner/kernels/numerics.ts';
import { squaredDistances } from '../../../runner/kernels/squared-distances.ts';
import { bandCount, padded, type TileJob } from '../../../runner/kernels/tiles/tile-job.ts';
import { packTileSamples } from '../../../runner/kernels/tiles/tile-samples.ts';
import { createNumerics } from '../../../runner/kernels/wasm/wasm-numerics.ts';
import { randomNumbers, randomSamples } from '../random-samples.ts';

const builds: [string, Numerics, number][] = [
  ['fused', createNumerics('wasm-fma'), 3e-6],
  ['simd', createNumerics('wasm-simd'), 3e-6],
  ['plain', plainNumerics, 3e-7],
];
const lanes = 8;
const fresh = Math.floor(Math.random() * 2 ** 31);

/** Classes 0, 1, .. of uneven sizes, one after another. */
function classesOf(n: number): Float32Array {
  return new Float32Array(padded(n))
    .fill(-1)
    .map((none, i) => (i < n ? Math.floor(Math.sqrt(i / 40)) : none));
}

/** Two variables jointly, the second alone, each with and without classes. */
function jobOf(x: KernelSamples, y: KernelSamples, scaleX: number, scaleY: number): TileJob {
  const { n } = x;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const [first, second] = [packTileSamples(x, order), packTileSamples(y, order)];
  const ofX = { source: 0, scale: scaleX * first.unit };
  const ofY = { source: 1, scale: scaleY * second.unit };
  return {
    n,
    sources: [first, second],
    kernels: [
      { terms: [ofX, ofY], whole: 0, ofClasses: 1 },
      { terms: [ofY], whole: null, ofClasses: 2 },
    ],
    classes: classesOf(n),
  };
}

function vectorsOf(n: number, seed: number): Float32Array {
  const next = randomNumbers(seed);
  return Float32Array.from({ length: padded(n) * lanes }, (_, at) =>
    at < n * lanes ? (next() - 0.5) / Math.sqrt(n) : 0,
  );
}

function passOf(numerics: Numerics, job: TileJob, vectors: Float32Array, bands: number[]) {
  const places = [0, 1, 2].map(() => ({ lanes, vectors, sums: new Float64Array(padded(job.n) * lanes) }));
  const squares = new Float64Array(3);
  const left = [...bands];
  numerics.tilePass({ job, vectors: places, squares, next: () => left.pop() ?? -1 });
  return { sums: places.map(({ sums }) => sums), squares };
}

/** The same in float64 from whole matrices, with the largest sum of |K| |v|. */
function dense(x: KernelSamples, y: KernelSamples, scaleX: number, scaleY: number, vectors: Float32Array) {
  const { n } = x;
  const ofX = { distances: squaredDistances(x), sigma: Math.sqrt(0.5 / scaleX) };
  const ofY = { distances: squaredDistances(y), sigma: Math.sqrt(0.5 / scaleY) };
  const [joint, own] = [gaussianGram([ofX, ofY], n), gaussianGram([ofY], n)];
  const classes = classesOf(n);
  return (
    [
      [joint, false],
      [joint, true],
      [own, true],
    ] as const
  ).map(([gram, within]) => {
    const sums = new Float64Array(n * lanes);
    let [squares, largest] = [0, 0];
    for (let i = 0; i < n; i += 1) {
      const sizes = new Float64Array(lanes);
      for (let j = 0; j < n; j += 1) {
        const value = within && classes[i] !== classes[j] ? 0 : gram[i * n + j]!;
        squares += value * value;
        for (let k = 0; k < lanes; k += 1) {
          sums[i * lanes + k]! += value * vectors[j * lanes + k]!;
          sizes[k]! += value * Math.abs(vectors[j * lanes + k]!);
        }
      }
      largest = Math.max(largest, ...sizes);
    }
    return { sums, squares, largest };
  });
}

/** Samples of which some are the same. */
function tied(samples: KernelSamples): KernelSamples {
  const { n, d } = samples;
  const values = samples.values.slice();
  for (const from of [0, n >> 2, n >> 1])
    values.copyWithin((n - 1 - (from >> 2)) * d, from * d, (from + 1) * d);
  return { ...samples, values };
}

/** Samples far from each other's mean, near to each other in pairs, in float64, as a part of wider rows. */
function paired(n: number, d: number): KernelSamples {
  const next = randomNumbers(fresh + 3);
  const stride = d + 3;
  const values = new Float64Array(n * stride + 1);
  for (let i = 0; i < n; i += 1) {
    const from = i % 2 === 1 ? values[1 + (i - 1) * stride]! : 100 * next();
    for (let k = 0; k < d; k += 1) values[1 + i * stride + k] = from + 0.3 * next();
  }
  return { values, n, d, offset: 1, stride };
}

const cases: [string, KernelSamples, KernelSamples, number, number][] = [
  ['odd n', randomSamples(fresh, 301, 50), randomSamples(fresh + 1, 301, 7), 0.2, 3],
  ['ties', tied(randomSamples(fresh, 517, 41)), tied(randomSamples(fresh + 1, 517, 3)), 0.3, 5],
  ['one feature', randomSamples(fresh, 260, 1), randomSamples(fresh + 1, 260, 33), 9, 0.5],
  ['many features', randomSamples(fresh, 130, 1700), randomSamples(fresh + 1, 130, 2), 0.01, 4],
  ['near pairs', paired(143, 60), randomSamples(fresh + 1, 143, 2), 0.1, 1],
  ['two samples', randomSamples(fresh, 2, 5), randomSamples(fresh + 1, 2, 2), 1, 1],
  ['all alike', { values: new Float32Array(90).fill(4), n: 30, d: 3 }, randomSamples(fresh, 30, 2), 1, 1],
];

describe.each(builds)('tiles, %s', (_, numerics, error) => {
  it.each(cases)('agree with whole float64 matrices: %s', (name, x, y, scaleX, scaleY) => {
    const vectors = vectorsOf(x.n, fresh + 2);
    const job = jobOf(x, y, scaleX, scaleY);
    const bands = Array.from({ length: bandCount(x.n) }, (_none, band) => band);
    const found = passOf(numerics, job, vectors, bands);
    for (const [place, { sums, squares, largest }] of dense(x, y, scaleX, scaleY, vectors).entries()) {
      let most = 0;
      for (const [at, sum] of sums.entries()) most = Math.max(most, Math.abs(sum - found.sums[place]![at]!));
      // of pairs nearer than a thousandth of their lengths the roundings of features show: of 350 they are 2e-5, and 60 of them move an exponent by some 1e-5
      const rounded = name === 'near pairs' ? 30 : 1;
      expect(most, `seed ${fresh}`).toBeLessThan(rounded * error * largest);
      expect(Math.abs(found.squares[place]! - squares), `seed ${fresh}`).toBeLessThan(3e-6 * squares + 1e-4);
    }
  });

  it('give the same bytes in whatever order and in however many parts bands are done', () => {
    const job = jobOf(randomSamples(fresh, 1100, 40), randomSamples(fresh + 1, 1100, 4), 0.3, 2);
    const vectors = vectorsOf(1100, fresh + 2);
    const whole = passOf(numerics, job, vectors, [0, 1, 2, 3, 4]);
    expect(passOf(numerics, job, vectors, [3, 0, 4, 2, 1])).toEqual(whole);
    const parts = [[2], [4, 0], [3, 1]].map((bands) => passOf(numerics, job, vectors, bands));
    for (const place of [0, 1, 2]) {
      const sums = whole.sums[place]!.map((_sum, at) =>
        parts.reduce((sum, part) => sum + part.sums[place]![at]!, 0),
      );
      expect(sums).toEqual(whole.sums[place]);
      expect(parts.reduce((sum, { squares }) => sum + squares[place]!, 0)).toBe(whole.squares[place]);
    }
  });
});

it('say where a number is none', () => {
  const values = Float32Array.of(1, 2, Number.NaN, 4);
  expect(() => packTileSamples({ values, n: 2, d: 2 }, Uint32Array.of(0, 1))).toThrow(RangeError);
});
