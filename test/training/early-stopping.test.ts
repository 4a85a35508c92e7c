import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../../runner/contract/stage-result.ts';
import { endsEarly } from '../../runner/training/early-stopping.ts';

const curve = (losses: readonly (number | null)[], split: CurvePoint['split'] = 'test'): CurvePoint[] =>
  losses.map((loss, iteration) => ({ iteration, split, loss, accuracy: loss === null ? null : 1 - loss }));

describe('endsEarly', () => {
  const stop = { patience: 2, value: 'loss', by: 0 } as const;

  test.each([
    ['falls', [1, 0.5, 0.4, 0.3], false],
    ['rises once', [1, 0.5, 0.6], false],
    ['rises twice', [1, 0.5, 0.6, 0.55], true],
    ['stays, which is not better', [1, 0.5, 0.5, 0.5], true],
    ['falls again in time', [1, 0.5, 0.6, 0.4], false],
    ['never gets better than at the start', [1, 1.5, 1.2], true],
    ['is not a number twice', [1, 0.5, null, null], true],
  ])('the loss %s', (_, losses, ends) => {
    expect(endsEarly(stop, curve(losses))).toBe(ends);
  });

  test('a value is better by more than the least amount', () => {
    const losses = curve([1, 0.95, 0.9]);
    expect(endsEarly({ ...stop, by: 0.2 }, losses)).toBe(true);
    expect(endsEarly({ ...stop, by: 0.04 }, losses)).toBe(false);
  });

  test('of the accuracy more is better', () => {
    expect(endsEarly({ ...stop, value: 'accuracy' }, curve([0.9, 0.5, 0.6, 0.7]))).toBe(true);
    expect(endsEarly({ ...stop, value: 'accuracy' }, curve([0.9, 0.5, 0.6, 0.4]))).toBe(false);
  });

  test('reads the split that decides', () => {
    const both = [...curve([1, 0.5, 0.4]), ...curve([1, 1, 1], 'held-out')];
    expect(endsEarly(stop, both)).toBe(false);
    expect(endsEarly({ ...stop, heldOut: 5 }, both)).toBe(true);
  });
});
