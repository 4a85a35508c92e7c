import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelEntropy } from '../../../runner/kernels/label-entropy.ts';
import { classNeighbourInformation } from '../../../runner/kernels/shannon/class-neighbours.ts';
import { directDistances } from '../../../runner/kernels/shannon/direct-distances.ts';
import { randomStream } from '../../../runner/random/stream.ts';
import { randomNumbers, randomSamples } from '../random-samples.ts';

/** By test/fixtures/make_neighbours.py. */
const known: {
  classes: {
    about: string;
    t: number[][];
    labels: number[];
    nats: number;
    jittered: number;
    error: number;
  }[];
} = JSON.parse(readFileSync(new URL('../../fixtures/neighbours.json', import.meta.url), 'utf8'));

const distances = (rows: readonly (readonly number[])[]) =>
  directDistances({ values: Float64Array.from(rows.flat()), n: rows.length, d: rows[0]!.length }, 'max');
const column = (values: readonly number[]) => distances(values.map((value) => [value]));

describe('information on classes from nearest neighbours', () => {
  it.each(known.classes)('$about: as by brute force in NumPy', ({ t, labels, nats }) => {
    expect(Math.abs(classNeighbourInformation(distances(t), labels, 3).nats - nats)).toBeLessThan(1e-12);
  });

  it.each(known.classes)("$about: Ross' mean over noise that breaks ties, up to H(Y)", (each) => {
    const { nats } = classNeighbourInformation(distances(each.t), each.labels, 3);
    const most = labelEntropy(each.labels, 1) * Math.LN2;
    expect(Math.abs(nats - Math.min(each.jittered, most))).toBeLessThan(0.015 + 4 * each.error);
  });

  it('of two classes that overlap by half is ln 2 / 2', () => {
    // T uniform on [0, 2) or [1, 3): half of each class lies where the other cannot be.
    const random = randomStream(9, 'classes');
    const labels = Uint8Array.from({ length: 2000 }, () => random.integer(2));
    const t = Array.from(labels, (label) => label + 2 * random.next());
    const { nats, ties, alone } = classNeighbourInformation(column(t), labels, 3);
    expect(Math.abs(nats - Math.LN2 / 2)).toBeLessThan(0.05);
    expect([ties, alone]).toEqual([0, 0]);
  });

  it('of ten classes that lie apart is log2 10 (was 3.37 bits at n = 128)', () => {
    const random = randomStream(10, 'apart');
    const labels = Array.from({ length: 130 }, (_, i) => i % 10);
    const t = labels.map((label) => 100 * label + random.normal());
    const { nats } = classNeighbourInformation(column(t), labels, 3);
    expect(nats / Math.LN2).toBeCloseTo(Math.log2(10), 12);
  });

  it('of a dead layer is 0, and of a half-zero unit that knows nothing near it', () => {
    const random = randomStream(11, 'dead');
    const labels = Array.from({ length: 500 }, () => random.integer(2));
    const dead = classNeighbourInformation(column(labels.map(() => 0)), labels, 3);
    expect(dead.nats).toBeCloseTo(0, 12);
    const half = labels.map(() => Math.max(0, random.normal()));
    const { nats, ties } = classNeighbourInformation(column(half), labels, 3);
    expect(Math.abs(nats / Math.LN2)).toBeLessThan(0.06);
    expect(ties).toBeGreaterThanOrEqual(half.filter((value) => value === 0).length);
  });

  it('of independent values is 0 on average, whatever the classes', () => {
    const random = randomStream(12, 'independent');
    const labels = Array.from({ length: 100 }, (_, i) => i % 10);
    let sum = 0;
    for (let draw = 0; draw < 200; draw += 1) {
      const t = labels.map(() => random.next());
      sum += classNeighbourInformation(column(t), labels, 3).nats;
    }
    // the standard deviation of one draw is some 0.06 nats; plug-in class entropies alone would give -0.045
    expect(Math.abs(sum / 200)).toBeLessThan(0.015);
  });

  it('is never above H(Y)', () => {
    const drawn = fc.record({
      seed: fc.integer(),
      n: fc.integer({ min: 2, max: 40 }),
      classes: fc.integer({ min: 1, max: 8 }),
      states: fc.integer({ min: 1, max: 40 }),
      told: fc.boolean(),
      k: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(drawn, ({ seed, n, classes, states, told, k }) => {
        const next = randomNumbers(seed);
        const labels = Array.from({ length: n }, () => Math.floor(classes * next()));
        const t = labels.map((label) => (told ? 10 * label : 0) + Math.floor(states * next()) / states);
        const { nats, alone } = classNeighbourInformation(column(t), labels, k);
        expect(nats).toBeLessThanOrEqual(labelEntropy(labels, 1) * Math.LN2 + 1e-12);
        expect(alone).toBe(
          labels.filter((label) => labels.filter((other) => other === label).length === 1).length,
        );
      }),
    );
  });
});

describe('what may not change the value', () => {
  const t = randomSamples(12, 60, 2);
  for (let i = 0; i < 60; i += 3) t.values.fill(0, 2 * i, 2 * i + 2);
  const labels = Uint8Array.from({ length: 60 }, (_, i) => i % 4);
  const rows = Array.from({ length: 60 }, (_, i) => [...t.values.subarray(2 * i, 2 * i + 2)]);

  it('the order of samples, ties included', () => {
    const order = [...randomStream(1, 'order').permutation(60)];
    const before = classNeighbourInformation(distances(rows), labels, 3);
    const after = classNeighbourInformation(
      distances(order.map((i) => rows[i]!)),
      order.map((i) => labels[i]!),
      3,
    );
    expect(after.nats).toBeCloseTo(before.nats, 12);
    expect(after.ties).toBe(before.ties);
    expect(before.ties).toBeGreaterThanOrEqual(20);
  });

  it('a sample that is alone in its class', () => {
    const with21 = Array.from({ length: 21 }, (_, i) => rows[i]!);
    const lone = classNeighbourInformation(distances(with21), [...labels.slice(0, 20), 9], 3);
    const without = classNeighbourInformation(distances(with21.slice(0, 20)), labels.slice(0, 20), 3);
    expect(lone).toEqual({ ...without, alone: 1 });
    expect(classNeighbourInformation(distances(rows.slice(0, 3)), [0, 1, 2], 3)).toEqual({
      nats: 0,
      ties: 0,
      alone: 3,
    });
  });
});

it('the number of neighbours must fit', () => {
  expect(() => classNeighbourInformation(column([1, 2, 3, 4, 5]), [0, 0, 0, 1, 1], 0)).toThrow(RangeError);
});
