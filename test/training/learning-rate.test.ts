import { describe, expect, it } from 'vitest';
import { learningRateAt } from '../../runner/training/learning-rate.ts';

const training = { learningRate: 0.8, updatesPerEpoch: 10, updates: 100 };

describe('learningRateAt', () => {
  it('is constant unless a schedule says otherwise', () => {
    const rate = learningRateAt(training);
    expect([0, 1, 50, 99].map(rate)).toEqual([0.8, 0.8, 0.8, 0.8]);
  });

  it('steps at the beginning of an epoch', () => {
    const rate = learningRateAt({ ...training, schedule: { step: { every: 3, factor: 0.5 } } });
    expect([0, 29, 30, 59, 60, 99].map(rate)).toEqual([0.8, 0.8, 0.4, 0.4, 0.2, 0.1]);
    const milestones = { epochs: [2, 5], factor: 0.5 };
    const listed = learningRateAt({ ...training, schedule: { milestones } });
    expect([0, 19, 20, 49, 50, 99].map(listed)).toEqual([0.8, 0.8, 0.4, 0.4, 0.2, 0.2]);
  });

  it('falls along half a cosine', () => {
    const rate = learningRateAt({ ...training, schedule: { cosine: { final: 0.25 } } });
    expect(rate(0)).toBe(0.8);
    expect(rate(50)).toBeCloseTo(0.8 * 0.625, 12);
    expect(rate(100)).toBeCloseTo(0.2, 12);
    for (let update = 1; update < 100; update++) expect(rate(update)).toBeLessThan(rate(update - 1));
  });

  it('rises linearly while it warms up', () => {
    const rate = learningRateAt({ ...training, warmup: 0.4, schedule: { step: { every: 1, factor: 0.5 } } });
    expect([0, 1, 2, 3, 4].map(rate)).toEqual([0.2, 0.4, 0.6000000000000001, 0.8, 0.8]);
    expect(rate(10)).toBe(0.4);
  });
});
