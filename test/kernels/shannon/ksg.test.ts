import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../../runner/contract/random-stream.ts';
import { digamma } from '../../../runner/kernels/shannon/digamma.ts';
import { digammas } from '../../../runner/kernels/shannon/digammas.ts';
import { directDistances, type Norm } from '../../../runner/kernels/shannon/direct-distances.ts';
import { ksgInformation, mostInformation } from '../../../runner/kernels/shannon/ksg.ts';
import { nearestDistance } from '../../../runner/kernels/shannon/nearest-distance.ts';
import { unitDistances } from '../../../runner/kernels/shannon/unit-distances.ts';
import { squaredDistances } from '../../../runner/kernels/squared-distances.ts';
import { randomStream } from '../../../runner/random/stream.ts';
import { randomNumbers, randomSamples } from '../random-samples.ts';

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
const truths: { task: string; nats: number }[] = fixture('vectors').shannonTruth;
/** By test/fixtures/make_neighbours.py. */
const known: {
  informations: {
    about: string;
    x: number[][];
    t: number[][];
    nats: Record<string, number>;
    jittered: number;
    error: number;
  }[];
  digammas: { x: number; psi: number }[];
} = fixture('neighbours');
const n = 2000;
const variants = [1, 2] as const;

/** n pairs of the task, as rows of X and of Y. */
function draw(task: string, random: RandomStream): { x: number[][]; y: number[][] } {
  const pairs = Array.from({ length: n }, (): [number[], number[]] => {
    const normal = /^multinormal, (\d+)\+/.exec(task);
    if (normal) {
      const common = random.normal() * Math.sqrt(0.5);
      const values = () =>
        Array.from({ length: Number(normal[1]) }, () => common + Math.sqrt(0.5) * random.normal());
      return [values(), values()];
    }
    if (task.startsWith('bivariate')) {
      const x = random.normal();
      return [[x], [0.75 * x + Math.sqrt(1 - 0.75 ** 2) * random.normal()]];
    }
    const spread = Number(/e=([\d.]+)/.exec(task)![1]);
    const x = random.next();
    return [[x], [x + spread * (2 * random.next() - 1)]];
  });
  return { x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y) };
}

const distances = (rows: readonly (readonly number[])[], norm: Norm = 'max') =>
  unitDistances(
    directDistances({ values: Float64Array.from(rows.flat()), n: rows.length, d: rows[0]!.length }, norm),
  );
const column = (values: readonly number[]) => distances(values.map((value) => [value]));
const bits = (nats: number) => nats / Math.LN2;

describe('what the estimators are made of', () => {
  it('the k-th smallest is that of the sorted list', () => {
    const list = Float64Array.from(randomSamples(6, 100, 1).values, (value) => Math.round(9 * value));
    const sorted = list.slice().sort((a, b) => a - b);
    for (let k = 1; k <= 100; k += 1) expect(nearestDistance(list, k)).toBe(sorted[k - 1]);
  });

  it('digamma is that of SciPy', () => {
    const psi = digammas(1000);
    expect(psi[1]).toBeCloseTo(-0.5772156649015329, 15);
    expect(psi[10]).toBeCloseTo(2.251752589066721, 13);
    expect(psi[1000]).toBeCloseTo(6.907255195648812, 13);
    for (const each of known.digammas) {
      const found = digamma(each.x);
      expect(Math.abs(found - each.psi)).toBeLessThan(1e-14 * Math.max(1, Math.abs(each.psi)));
    }
    for (let m = 1; m <= 1000; m += 1) expect(Math.abs(digamma(m) - psi[m]!)).toBeLessThan(1e-13);
  });
});

describe('information from nearest neighbours, on known answers', () => {
  const within = truths.filter(({ task }) => !task.includes('25+25'));
  it.each(within)('$task: within 0.05 nats or 10 %', ({ task, nats }) => {
    const { x, y } = draw(task, randomStream(2018, task));
    const [dx, dy] = [distances(x), distances(y)];
    for (const variant of variants) {
      const found = ksgInformation(dx, dy, n, 3, variant);
      expect(Math.abs(found.nats - nats), `variant ${variant}: ${found.nats}`).toBeLessThan(
        Math.max(0.05, 0.1 * nats),
      );
      expect(found.ties).toBe(0);
    }
  });

  it('misses part of it in 25 + 25 dimensions', () => {
    const { task, nats } = truths.find((truth) => truth.task.includes('25+25'))!;
    const { x, y } = draw(task, randomStream(2018, task));
    for (const variant of variants) {
      const found = ksgInformation(distances(x), distances(y), n, 3, variant).nats;
      expect(found).toBeGreaterThan(0);
      expect(found).toBeLessThan(nats);
    }
  });

  it('of independent variables is near 0', () => {
    const random = randomStream(4, 'independent');
    const normal = () => column(Array.from({ length: 1000 }, () => random.normal()));
    const [x, t] = [normal(), normal()];
    for (const variant of variants)
      expect(Math.abs(ksgInformation(x, t, 1000, 3, variant).nats)).toBeLessThan(0.08);
  });

  it.each(known.informations)('$about: as by brute force in NumPy', ({ x, t, nats }) => {
    for (const norm of ['max', 'euclidean'] as const) {
      for (const variant of variants) {
        const found = ksgInformation(distances(x, norm), distances(t, norm), x.length, 3, variant);
        expect(Math.abs(found.nats - nats[`${norm} ${variant}`]!)).toBeLessThan(1e-12);
      }
    }
  });

  it.each(known.informations)(
    '$about: the mean over noise that breaks ties',
    ({ about, x, t, jittered, error }) => {
      const found = ksgInformation(distances(x), distances(t), x.length, 3, 1).nats;
      // Noise gives some (states - 1) / (2 n) above the entropy of six states, which is taken off.
      const most = about === 'six states and themselves' ? Math.log(6) : Number.POSITIVE_INFINITY;
      expect(Math.abs(found - Math.min(jittered, most))).toBeLessThan(0.021 + 4 * error);
    },
  );
});

describe('information of variables that tie', () => {
  const random = randomStream(16, 'ties');
  const many = <T>(make: () => T) => Array.from({ length: 500 }, make);
  const bit = () => random.integer(2);
  const of = (pairs: readonly (readonly [number, number])[], variant: 1 | 2 = 1) =>
    bits(
      ksgInformation(column(pairs.map(([x]) => x)), column(pairs.map(([, t]) => t)), pairs.length, 3, variant)
        .nats,
    );
  const h2 = (p: number) => -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);

  it.each([
    ['two independent fair bits (was 12 bits)', () => [bit(), bit()] as const, 0, 0.01],
    ['a dead layer and two classes (was 3.3)', () => [0, bit()] as const, 0, 1e-12],
    [
      'a half-zero unit, independent of a bit (was 1.8)',
      () => [Math.max(0, random.normal()), bit()] as const,
      0,
      0.06,
    ],
    [
      'a bit that is turned round once in ten times',
      () => {
        const x = bit();
        return [x, random.next() < 0.1 ? 1 - x : x] as const;
      },
      1 - h2(0.1),
      0.15,
    ],
    [
      // Gao et al. 2017: I = log m - (m - 1) log 2 / m
      'X of five whole numbers, and X with uniform noise from 0 to 2',
      () => {
        const x = random.integer(5);
        return [x, x + 2 * random.next()] as const;
      },
      Math.log2(5) - 0.8,
      0.12,
    ],
    [
      'X normal, and T either 0 or 0.9 X with noise',
      () => {
        const x = random.normal();
        const t = 0.9 * x + Math.sqrt(0.19) * random.normal();
        return [x, random.next() < 0.5 ? 0 : t] as const;
      },
      -0.25 * Math.log2(0.19),
      0.2,
    ],
    [
      'two normal variables with correlation 0.75, in steps of 1/32',
      () => {
        const x = random.normal();
        const t = 0.75 * x + Math.sqrt(1 - 0.75 ** 2) * random.normal();
        return [Math.round(32 * x), Math.round(32 * t)] as const;
      },
      -0.5 * Math.log2(1 - 0.75 ** 2),
      0.15,
    ],
    [
      'independent whole numbers, two a value',
      () => [random.integer(250), random.integer(250)] as const,
      0,
      0.12,
    ],
  ] as const)('%s', (_, pair, truth, slack) => {
    const pairs = many(pair);
    for (const variant of variants) {
      const found = of(pairs, variant);
      expect(Math.abs(found - truth), `${found}, variant ${variant}`).toBeLessThan(slack);
    }
  });

  it('has the exact ties of the Euclidean norm, which distances by inner products lose', () => {
    const next = randomNumbers(17);
    const size = 150;
    const x = Array.from({ length: size }, () => [0, 1, 2].map(() => Math.floor(5 * next())));
    const t = x.map(([a, b]) => [a! + Math.floor(2 * next()), b! + Math.floor(2 * next())]);
    // whole numbers, so these sums are exact
    const exact = (rows: readonly number[][]) =>
      unitDistances(
        Float64Array.from(
          rows.flatMap((one) =>
            rows.map((other) => Math.sqrt(one.reduce((sum, v, k) => sum + (v - other[k]!) ** 2, 0))),
          ),
        ),
      );
    const byProducts = (rows: readonly number[][]) =>
      unitDistances(
        squaredDistances({ values: Float64Array.from(rows.flat()), n: size, d: rows[0]!.length }).map(
          Math.sqrt,
        ),
      );
    for (const variant of variants) {
      const found = ksgInformation(distances(x, 'euclidean'), distances(t, 'euclidean'), size, 3, variant);
      expect(found).toEqual(ksgInformation(exact(x), exact(t), size, 3, variant));
      const lost = ksgInformation(byProducts(x), byProducts(t), size, 3, variant);
      expect(Math.abs(lost.nats - found.nats)).toBeGreaterThan(0.001);
    }
  });

  it('is never above the entropies, nor psi(n) - psi(k)', () => {
    const state = fc.record({
      seed: fc.integer(),
      size: fc.integer({ min: 5, max: 40 }),
      states: fc.integer({ min: 1, max: 12 }),
      others: fc.integer({ min: 1, max: 40 }),
      copied: fc.boolean(),
      k: fc.integer({ min: 1, max: 4 }),
      variant: fc.constantFrom(...variants),
    });
    fc.assert(
      fc.property(state, ({ seed, size, states, others, copied, k, variant }) => {
        const next = randomNumbers(seed);
        const x = Array.from({ length: size }, () => Math.floor(states * next()));
        const t = x.map((value) => (copied ? value ** 2 : Math.floor(others * next()) / others));
        const { nats } = ksgInformation(column(x), column(t), size, k, variant);
        const entropy = (list: number[]) =>
          list.reduce(
            (sum, value) => sum - Math.log(list.filter((each) => each === value).length / size) / size,
            0,
          );
        expect(nats).toBeLessThanOrEqual(Math.min(entropy(x), entropy(t), mostInformation(size, k)) + 1e-12);
      }),
    );
  });

  it('of a variable with itself is psi(n) - psi(k), and log n at most', () => {
    const x = column(Array.from(randomSamples(21, 100, 1).values));
    for (const k of [2, 3, 10]) {
      expect(ksgInformation(x, x, 100, k, 1).nats).toBeCloseTo(mostInformation(100, k), 12);
    }
    // psi(100) - psi(1) is above ln 100
    expect(ksgInformation(x, x, 100, 1, 1).nats).toBeCloseTo(Math.log(100), 12);
  });
});

describe('what may not change the value', () => {
  const x = randomSamples(11, 60, 3);
  const t = { ...randomSamples(12, 60, 2) };
  // Ties: T of every third sample is 0, and two samples are repeated.
  for (let i = 0; i < 60; i += 3) t.values.fill(0, 2 * i, 2 * i + 2);
  x.values.copyWithin(30, 0, 6);
  t.values.copyWithin(20, 0, 4);
  const order = randomStream(1, 'order').permutation(60);
  const sorted = <T extends Float32Array>({ values, d }: { values: T; d: number }) => ({
    values: Float32Array.from([...order].flatMap((i) => [...values.subarray(i * d, i * d + d)])),
    n: 60,
    d,
  });
  const own = (samples: typeof x) => unitDistances(directDistances(samples, 'max'));

  it.each(variants)('the order of samples, ties included (variant %i)', (variant) => {
    const before = ksgInformation(own(x), own(t), 60, 3, variant);
    const after = ksgInformation(own(sorted(x)), own(sorted(t)), 60, 3, variant);
    expect(after.nats).toBeCloseTo(before.nats, 12);
    expect(after.ties).toBe(before.ties);
    expect(before.ties).toBeGreaterThanOrEqual(20);
  });

  it('the scale of both variables, and which is called X', () => {
    const [dx, dt] = [own(x), own(t)];
    for (const variant of variants) {
      const { nats } = ksgInformation(dx, dt, 60, 3, variant);
      const doubled = [dx, dt].map((list) => list.map((value) => 2 * value)) as [Float64Array, Float64Array];
      expect(ksgInformation(...doubled, 60, 3, variant).nats).toBe(nats);
      expect(ksgInformation(dt, dx, 60, 3, variant).nats).toBeCloseTo(nats, 12);
    }
  });
});

it('the number of neighbours must fit', () => {
  const dx = directDistances(randomSamples(1, 5, 1), 'max');
  expect(() => ksgInformation(dx, dx, 5, 5, 1)).toThrow(RangeError);
  expect(() => ksgInformation(dx, dx, 5, 0, 1)).toThrow(RangeError);
});
