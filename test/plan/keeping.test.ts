import { describe, expect, it } from 'vitest';
import {
  bytesOfCaptures,
  defaultBudget,
  isKept,
  keepDecision,
  strongerKeep,
} from '../../src/plan/keeping.ts';

const model = {
  network: {
    input: [1, 28, 28],
    classes: 10,
    layers: [[6, 24, 24], [84], [10]].map((output) => ({ output })),
  },
  training: { batchSize: 128 },
};
const rows = { iterations: [0, 1, 2, 3, 4] };

describe('bytes of captures', () => {
  const bytes = (carries: 'activations' | 'errors', sample: 'batch' | { split: 'test'; n: number }) =>
    bytesOfCaptures(model, { carries, layers: [0, 1], rows, sample });
  it('count X, Y, tensors and, where activations of mini-batches are kept, inner products', () => {
    const row = 128 * (784 + 1 + 6 * 24 * 24 + 84);
    expect(bytes('activations', 'batch')).toBe(4 * 5 * (row + 2 * 128 * 128));
    expect(bytes('errors', 'batch')).toBe(4 * 5 * (row + 128 * 10));
  });
  it('count X and Y of a fixed sample once', () => {
    const sample = { split: 'test', n: 50 } as const;
    expect(bytes('activations', sample)).toBe(4 * (5 * 50 * (6 * 24 * 24 + 84) + 50 * 785));
  });
});

it('auto keeps what fits into both budgets, always and never ask nobody', () => {
  const [small, large] = [{ bytes: 256e6 }, { bytes: 256e6 + 1 }];
  expect(keepDecision(small, defaultBudget)).toBe('fits');
  expect(keepDecision(large, defaultBudget)).toBe('too-large');
  expect(keepDecision(small, { ...defaultBudget, total: 1e6 })).toBe('too-large');
  expect(keepDecision({ ...large, keep: 'always' }, { perProbe: 0, total: 0 })).toBe('asked');
  expect(isKept({ bytes: 0, keep: 'never' }, defaultBudget)).toBe(false);
  expect(isKept({ ...large, keep: 'always' }, defaultBudget)).toBe(true);
});

it('of entries that look at the same the one decides that asks for more', () => {
  expect(strongerKeep('never', 'always')).toBe('always');
  expect(strongerKeep(undefined, 'never')).toBeUndefined();
  expect(strongerKeep('always', undefined)).toBe('always');
  expect(strongerKeep('never', 'never')).toBe('never');
});
