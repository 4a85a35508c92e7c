import { expect, test } from 'vitest';
import { epochNames } from '../../../reports/data/epoch-names.ts';

test('names of epochs: as short as they can be and no two alike', () => {
  const named = (...epochs: readonly number[]) => epochs.map(epochNames(epochs));
  expect(named(0, 1 / 469, 1 / 3, 12, 12 + 1 / 3)).toEqual(['0', '0.00213', '0.333', '12', '12.333']);
  expect(named(0.3333, 0.33334, 1000.5)).toEqual(['0.3333', '0.33334', '1000.5']);
  expect(named(9.99999)).toEqual(['9.99999']);
  expect(named(123456, 123457)).toEqual(['123456', '123457']);
});
