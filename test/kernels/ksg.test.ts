import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../runner/contract/random-stream.ts';
import { classNeighbourInformation } from '../../runner/kernels/class-neighbours.ts';
import { digammas } from '../../runner/kernels/digammas.ts';
import { ksgInformation } from '../../runner/kernels/ksg.ts';
import { maxDistances } from '../../runner/kernels/max-distances.ts';
import { nearestDistance } from '../../runner/kernels/nearest-distance.ts';
import { randomStream } from '../../runner/random/stream.ts';
import { randomSamples } from './random-samples.ts';

const truths: { task: string; nats: number }[] = JSON.parse(
  readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'),
).shannonTruth;
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

const distances = (rows: readonly number[][]) =>
  maxDistances({ values: Float64Array.from(rows.flat()), n: rows.length, d: rows[0]!.length });

describe('nearest neighbours', () => {
  it('distances in the maximum norm are those of the definition', () => {
    const { values, d } = randomSamples(5, 12, 7);
    const found = maxDistances({ values, n: 12, d });
    for (let i = 0; i < 12; i += 1) {
      for (let j = 0; j < 12; j += 1) {
        const parts = Array.from({ length: d }, (_, k) => Math.abs(values[i * d + k]! - values[j * d + k]!));
        expect(found[i * 12 + j]).toBe(Math.max(...parts));
      }
    }
    expect(() => maxDistances({ values: Float64Array.of(0, Number.NaN), n: 2, d: 1 })).toThrow(RangeError);
  });

  it('the k-th smallest is that of the sorted list', () => {
    const list = Float64Array.from(randomSamples(6, 100, 1).values, (value) => Math.round(9 * value));
    const sorted = list.slice().sort((a, b) => a - b);
    for (let k = 1; k <= 100; k += 1) expect(nearestDistance(list, k)).toBe(sorted[k - 1]);
  });

  it('digamma at whole numbers', () => {
    const psi = digammas(1000);
    expect(psi[1]).toBeCloseTo(-0.5772156649015329, 15);
    expect(psi[10]).toBeCloseTo(2.251752589066721, 13);
    expect(psi[1000]).toBeCloseTo(6.907255195648812, 13);
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
    const column = () => distances(Array.from({ length: 1000 }, () => [random.normal()]));
    const [x, t] = [column(), column()];
    for (const variant of variants)
      expect(Math.abs(ksgInformation(x, t, 1000, 3, variant).nats)).toBeLessThan(0.08);
  });

  it('of two classes that overlap by half is ln 2 / 2', () => {
    // T uniform on [0, 2) or [1, 3): half of each class lies where the other cannot be.
    const random = randomStream(9, 'classes');
    const labels = Int32Array.from({ length: n }, () => random.integer(2));
    const t = Array.from(labels, (label) => [label + 2 * random.next()]);
    const { nats, ties } = classNeighbourInformation(distances(t), labels, 3);
    expect(Math.abs(nats - Math.LN2 / 2)).toBeLessThan(0.05);
    expect(ties).toBe(0);
  });
});

describe('what may not change the value', () => {
  const x = randomSamples(11, 60, 3);
  const t = { ...randomSamples(12, 60, 2) };
  // Ties: T of every third sample is 0, and two samples are repeated.
  for (let i = 0; i < 60; i += 3) t.values.fill(0, 2 * i, 2 * i + 2);
  x.values.copyWithin(30, 0, 6);
  t.values.copyWithin(20, 0, 4);
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 4);
  const order = randomStream(1, 'order').permutation(60);
  const sorted = <T extends Float32Array>({ values, d }: { values: T; d: number }) => ({
    values: Float32Array.from([...order].flatMap((i) => [...values.subarray(i * d, i * d + d)])),
    n: 60,
    d,
  });

  it.each(variants)('the order of samples, ties included (variant %i)', (variant) => {
    const before = ksgInformation(maxDistances(x), maxDistances(t), 60, 3, variant);
    const after = ksgInformation(maxDistances(sorted(x)), maxDistances(sorted(t)), 60, 3, variant);
    expect(after.nats).toBeCloseTo(before.nats, 12);
    expect(after.ties).toBe(before.ties);
    expect(before.ties).toBeGreaterThanOrEqual(20);
  });

  it('the order of samples, with classes', () => {
    const before = classNeighbourInformation(maxDistances(t), labels, 3);
    const after = classNeighbourInformation(
      maxDistances(sorted(t)),
      Int32Array.from(order, (i) => labels[i]!),
      3,
    );
    expect(after.nats).toBeCloseTo(before.nats, 12);
    expect(after.ties).toBe(before.ties);
    expect(before.ties).toBeGreaterThanOrEqual(20);
  });

  it('the scale of both variables, and which is called X', () => {
    const [dx, dt] = [maxDistances(x), maxDistances(t)];
    for (const variant of variants) {
      const { nats } = ksgInformation(dx, dt, 60, 3, variant);
      const doubled = [dx, dt].map((list) => list.map((value) => 2 * value)) as [Float64Array, Float64Array];
      expect(ksgInformation(...doubled, 60, 3, variant).nats).toBe(nats);
      expect(ksgInformation(dt, dx, 60, 3, variant).nats).toBeCloseTo(nats, 12);
    }
  });

  it('a sample that is alone in its class', () => {
    const lone = classNeighbourInformation(
      maxDistances(randomSamples(3, 21, 2)),
      [...labels.slice(0, 20), 9],
      3,
    );
    const without = classNeighbourInformation(
      maxDistances({ ...randomSamples(3, 21, 2), n: 20 }),
      labels.slice(0, 20),
      3,
    );
    expect(lone).toEqual(without);
    expect(classNeighbourInformation(maxDistances(randomSamples(3, 3, 2)), [0, 1, 2], 3)).toEqual({
      nats: 0,
      ties: 0,
    });
  });
});

it('the number of neighbours must fit', () => {
  const dx = maxDistances(randomSamples(1, 5, 1));
  expect(() => ksgInformation(dx, dx, 5, 5, 1)).toThrow(RangeError);
  expect(() => ksgInformation(dx, dx, 5, 0, 1)).toThrow(RangeError);
  expect(() => classNeighbourInformation(dx, [0, 0, 0, 1, 1], 0)).toThrow(RangeError);
});
